// What is wrong with how a slide of a deck is drawn: its inner element, and how many pixels of the screen one of its
// own is; the sizes that its text may have, and the smallest that anything may have.
(slide, scale, sizes, least) => {
  const frame = slide.getBoundingClientRect();
  const foot = slide.querySelector(".foot").getBoundingClientRect();
  const name = (element) => `${element.tagName}.${element.getAttribute("class")} ${element.textContent.trim().slice(0, 30)}`;
  const found = [];

  // ---- nothing leaves the slide or is cut off
  for (const element of slide.querySelectorAll("*")) {
    // what leaves its axes is cut off there; a group is as large as what it holds, with what is cut off
    if (element.closest(".foot, .cu-announced, svg svg, [clip-path]") || element.matches("svg g")) continue;
    const box = element.getBoundingClientRect();
    if (box.width * box.height === 0) continue;
    const picture = element.matches("text") && element.closest("svg");
    if (picture && getComputedStyle(picture).overflow !== "visible") {
      const edge = picture.getBoundingClientRect();
      const across = box.left < edge.left - 1 || box.right > edge.right + 1;
      if (across || box.top < edge.top - 1 || box.bottom > edge.bottom + 1) found.push(`${name(element)} is cut off`);
    }
    if (box.left < frame.left + 40 * scale || box.right > frame.right - 40 * scale) found.push(`${name(element)} is too wide`);
    if (box.top < frame.top || box.bottom > foot.top + 1) found.push(`${name(element)} is too low`);
  }
  for (const element of slide.querySelectorAll("pre, table, .formula, .live, .cu-explorer"))
    if (element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} is cut off`);

  // ---- every text is large enough, and of one of the sizes of the deck
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const texts = [];
  for (const element of slide.querySelectorAll("*")) {
    if (element.closest("math, .cu-announced, script, style, option") || !own(element) || !seen(element)) continue;
    if (element.namespaceURI.endsWith("svg")) {
      if (element.tagName !== "text" && element.tagName !== "tspan") continue;
      const text = element.closest("text");
      if (texts.some((other) => other.element === text)) continue;
      const matrix = text.getScreenCTM();
      const spans = text.querySelectorAll("tspan").length ? [...text.querySelectorAll("tspan")] : [text];
      const points = Math.max(...spans.map((span) => parseFloat(getComputedStyle(span).fontSize))); // exponents are smaller
      const size = (points * Math.hypot(matrix.a, matrix.b)) / scale;
      if (size < least - 0.2) found.push(`${name(text)} is ${size.toFixed(1)} pixels`);
      if (Math.abs(matrix.b) < 0.01 * Math.abs(matrix.a)) texts.push({ element: text, box: text.getBoundingClientRect() });
      continue;
    }
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (size < least) found.push(`${name(element)} is ${size} pixels`);
    if (!element.closest(".live") && !sizes.includes(size)) found.push(`${name(element)} is ${size} pixels, no size of the deck`);
    let block = element;
    while (getComputedStyle(block).display.startsWith("inline") && !block.matches("button")) block = block.parentElement;
    if (!texts.some((other) => other.element === block)) texts.push({ element: block, box: block.getBoundingClientRect() });
  }

  // ---- no text lies on another
  texts.forEach(({ element, box }, k) => {
    for (const other of texts.slice(k + 1)) {
      if (element.contains(other.element) || other.element.contains(element)) continue;
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      const lower = Math.min(box.height, other.box.height);
      if (wide > 2 * scale && high > 0.3 * lower) found.push(`${name(element)} and ${name(other.element)} overlap`);
    }
  });
  return found;
}
