// What a hand may take hold of in a picture, by mouse, pen or finger. Each has a slider that does the same by keys.

import { svg } from "./elements.js";
import { look, markAt } from "./marks.js";

const REACH = 22; // pixels from the middle of a mark: a finger's width
const inside = (value, [low, high]) => Math.min(Math.max(value, low), high);

/**
 * A mark that can be dragged: `move([x, y])` gets data units within the ranges shown. Put it in its place by
 * `handle.place(x, y)` whenever the picture is drawn. `ways`: "x", "y" or "both"; `mark`: a symbol, else a ring.
 */
export function handle(picture, { move, ways = "both", mark, done = () => {} }) {
  const disc = svg("circle", { r: REACH, class: "cu-reach" });
  const halo = svg("circle", { r: 11, class: "cu-halo" });
  const group = svg("g", { class: "cu-handle", "data-ways": ways, "aria-hidden": "true" }, disc, halo);
  const drawn = () => {
    const ring = { shape: "circle", filled: false, className: "cu-ring" };
    const { shape, ...looks } = mark ?? ring;
    return markAt(shape, picture.scaled(6), { class: look(looks) });
  };
  picture.root.append(group);
  grip(group, picture, move, done);
  return {
    group,
    place(x, y) {
      const shown = [x, y].every(Number.isFinite);
      group.style.display = shown ? "" : "none";
      if (!shown) return;
      group.replaceChildren(disc, halo, drawn());
      const [px, py] = [inside(picture.X(x), [0, 1e5]), inside(picture.Y(y), [0, 1e5])];
      group.setAttribute("transform", `translate(${px.toFixed(2)} ${py.toFixed(2)})`);
    },
  };
}

/** Let the whole picture be dragged: `move([x, y], event)` follows the pointer from where it is put down. */
export function drag(picture, move, { ways = "x", start = () => true, done = () => {} } = {}) {
  picture.root.classList.add("cu-drag");
  picture.root.dataset.ways = ways;
  grip(picture.root, picture, move, done, start);
}

function grip(element, picture, move, done, start = () => true) {
  const go = (event) => {
    const [x, y] = picture.at(event);
    move([inside(x, picture.x), inside(y, picture.y)], event);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || !start(picture.at(event), event)) return;
    event.stopPropagation(); // a handle lies on a picture that may be dragged too
    element.setPointerCapture(event.pointerId);
    element.closest(".cu-explorer")?.classList.add("cu-touched");
    if (element === picture.root) go(event);
  });
  element.addEventListener("pointermove", (event) => { if (element.hasPointerCapture(event.pointerId)) go(event); });
  element.addEventListener("lostpointercapture", done);
}
