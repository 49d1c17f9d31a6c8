// What a reader would see of a page: for seen.py.

const NOT_SEEN = "svg, script, style, noscript, dialog:not([open]), .cu-announced, .skip, math, .bar";
const visible = { visibilityProperty: true, opacityProperty: true };
const named = (element) => element.outerHTML.slice(0, 80);

/** The lines of each text that can be seen; texts of pictures have tests of their own. */
function texts() {
  const found = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement, text = node.data.trim();
    if (!text || element.closest(NOT_SEEN) || !element.checkVisibility(visible)) continue;
    const size = parseFloat(getComputedStyle(element).fontSize);
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects()) {
      // a line's box is higher than its letters
      const spare = Math.max((bottom - top - size) / 2, 0) + size * 0.12;
      const box = { left, right, top: top + spare, bottom: bottom - spare };
      if (right - left > 1) found.push({ ...box, text: text.slice(0, 40), size, element });
    }
  }
  return found;
}

/** Pairs of texts that lie over each other. */
function overlaps() {
  const boxes = texts().sort((a, b) => a.top - b.top), over = [];
  boxes.forEach((one, k) => {
    for (let other = k + 1; other < boxes.length && boxes[other].top < one.bottom - 1; other += 1) {
      const two = boxes[other];
      const shared = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      if (shared > 1) over.push(`${one.text} / ${two.text}`);
    }
  });
  return over;
}

/** Texts over the edge of a box that can neither be scrolled nor says with an ellipsis that there is more. */
function cutOff() {
  return texts().filter(({ left, right, element }) => {
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(box);
      if (overflowX === "visible") continue;
      if (overflowX !== "hidden" && overflowX !== "clip") return false; // can be scrolled
      const edge = box.getBoundingClientRect();
      return textOverflow !== "ellipsis" && (right > edge.right + 1 || left < edge.left - 1);
    }
    return left < -1 || right > innerWidth + 1;
  }).map(({ text }) => text);
}

/** What is lost on paper, where nothing can be scrolled. */
function cutOnPaper() {
  const shown = [...document.querySelectorAll("main *")].filter((box) => box.checkVisibility(visible));
  const outside = shown.filter((box) => !box.closest("svg, math, .cu-announced"));
  const hides = (box) => getComputedStyle(box).overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1;
  const whole = shown.filter((box) => box.matches("img, svg, math, pre, table"));
  const beyond = (box) => box.getBoundingClientRect().right > innerWidth + 1;
  return [...outside.filter(hides).map(named), ...whole.filter(beyond).map(named), ...overlaps()];
}
