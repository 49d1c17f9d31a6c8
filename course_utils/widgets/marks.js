// The shapes of marks, and which of them stands for what: one symbol, one meaning.

import TOKENS from "./tokens.json" with { type: "json" };
import { svg } from "./elements.js";

// in steps from where the pen stands, the middle of the mark
const SHAPES = {
  circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  triangle: (r) => `m0 ${-1.2 * r}l${1.1 * r} ${2.1 * r}h${-2.2 * r}z`,
  square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
  star: (r) => {
    const points = Array.from({ length: 10 }, (_, i) => {
      const [far, angle] = [i % 2 ? 0.65 * r : 1.6 * r, (i * Math.PI) / 5];
      return [far * Math.sin(angle), -far * Math.cos(angle)];
    });
    const steps = points.map(([x, y], i) => [x - (points[i - 1]?.[0] ?? 0), y - (points[i - 1]?.[1] ?? 0)]);
    return `${steps.map(([x, y], i) => `${i ? "l" : "m"}${x.toFixed(2)} ${y.toFixed(2)}`).join("")}z`;
  },
};

/** One path for marks of one shape at the pixels [[x, y], …]. */
export function markPath(pixels, shape, size) {
  const mark = SHAPES[shape](size);
  return pixels.map(([px, py]) => `M${px.toFixed(2)} ${py.toFixed(2)}${mark}`).join("");
}

/** A mark at the middle of its own coordinates. */
export function markAt(shape, size, attributes) {
  return svg("path", { d: SHAPES[shape](size), ...attributes });
}

const symbol = (name) => ({ className: `cu-${name}`, ...TOKENS.symbols[name] });

/** How a class is drawn: blue circles are negative, vermilion triangles positive. */
export const CLASS = { 0: symbol("negative"), 1: symbol("positive") };
/** Where the reader's own choice stands: the cut, the walk's present place. */
export const YOU = symbol("you");
/** The cheapest, the lowest, the best there is. */
export const BEST = symbol("best");
/** Where something begins. */
export const START = symbol("start");
/** What was observed, as against a model's curve. */
export const OBSERVED = symbol("observed");

/** The classes of a mark: its symbol, filled or hollow. */
export const look = ({ className = "", filled = true }) =>
  `cu-marker ${filled ? "cu-filled" : "cu-hollow"} ${className}`;

/** A small mark for a legend or a table. */
export function key(kind, size = 5) {
  const mark = svg("path", { d: markPath([[8, 8]], kind.shape, size), class: look(kind) });
  return svg("svg", { viewBox: "0 0 16 16", class: "cu-key", "aria-hidden": "true" }, mark);
}
