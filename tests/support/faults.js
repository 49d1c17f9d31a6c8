(root, [target, font]) => {
  // What is wrong with what is seen of an explorer, each fault in words: `target` is the least side of what is pressed,
  // `font` the least size of text.
  const found = [];
  const name = (e) => `${e.tagName} ${e.getAttribute("aria-label") ?? (e.textContent || e.value || "").slice(0, 40)}`;
  const seen = [...root.querySelectorAll("*")].filter(
    (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".cu-announced"),
  );
  const speaks = (e) => [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const whole = root.getBoundingClientRect();

  /** Where the letters of an element stand, not the box that they are set in. */
  function letters(e) {
    if (e.closest("svg")) return [e.getBoundingClientRect()];
    const range = document.createRange();
    range.selectNodeContents(e);
    return [...range.getClientRects()];
  }

  for (const e of seen) {
    const r = e.getBoundingClientRect();
    if (!r.width || !r.height) continue;
    const picture = e.closest("svg");
    const leaves = (frame, by) => r.right > frame.right + by || r.left < frame.left - by || r.bottom > frame.bottom + by;
    if (!picture && leaves(whole, 0.5)) found.push(`${name(e)} leaves the figure`);
    if (e.matches("svg text") && (leaves(picture.getBoundingClientRect(), 1))) found.push(`${name(e)} is cut off`);
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (speaks(e) && size < font - 0.1) found.push(`${name(e)} has letters of ${size}`);
    if (!e.matches("input, select, button")) continue;
    if (e.scrollWidth > e.clientWidth + 1) found.push(`${name(e)} is cut off`);
    const least = e.matches(".cu-value") ? Math.min(target, 24) : target; // what is typed has − and + beside it
    const side = e.matches("button") ? Math.min(r.width, r.height) : r.height;
    if (side < least - 0.5) found.push(`${name(e)} is ${r.width.toFixed(0)} by ${r.height.toFixed(0)}`);
  }
  for (const box of root.querySelectorAll(".cu-panel, .cu-view, .cu-head")) {
    const [high, room] = [box.scrollHeight, box.clientHeight];
    if (high > room + 1) found.push(`${box.className}: ${high} pixels in ${room}`);
  }
  const texts = seen.filter(speaks).flatMap((e) => letters(e).map((r) => [e, r]));
  for (const [i, [e, a]] of texts.entries()) {
    for (const [other, b] of texts.slice(i + 1)) {
      if (e.contains(other) || other.contains(e)) continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1.5 && high > 0.3 * Math.min(a.height, b.height)) found.push(`${name(e)} over ${name(other)}`);
    }
  }
  return found;
}
