// A picture with axes in data units, as large as the box it is given: made anew when the box changes.

import { niceTicks, shortNumber } from "./arithmetic.js";
import { html, newId, svg } from "./elements.js";
import { look, markAt, markPath } from "./marks.js";

const UNSEEN = { width: 380, height: 270 }; // until the box has a size
const LETTER = 0.6; // of the text size: about the width of a digit

/**
 * A picture with axes. `x` and `y` are the ranges shown; X() and Y() turn data units into pixels.
 * `xTicks`, `yTicks`: the values written, or a function of how many there is room for; `xText` writes one.
 * `square`: as high as wide; `equal`: a unit is as long across as up, so that more is shown. `describe(text)` says to those who hear it what is to be seen.
 * What changes is drawn into layers: `figure.layer("curve")` is emptied by `clear("curve")`. What does not
 * is given once to `still("grid", draw)`, which draws it again when the size or the ranges have changed;
 * all else is drawn again by the explorer, which hears of it by `redrawOn`.
 */
export function figure(parent, options) {
  const { xLabel = "", yLabel = "", title, square = false, equal = false, left: leftRoom } = options;
  const { xTicks, yTicks, xText = shortNumber, yText = shortNumber } = options;
  const [titleId, aboutId, clipId] = ["title", "about", "clip"].map(newId);
  const root = svg("svg", { role: "img", "aria-labelledby": titleId, class: "cu-figure" });
  const about = html("p", { id: aboutId, class: "cu-announced" });
  const canvas = html("div", { class: "cu-canvas" }, root);
  parent.append(html("div", { class: "cu-box" }, html("p", { id: titleId, class: "cu-title" }, title), about, canvas));
  const clip = svg("rect");
  const axes = svg("g", { class: "cu-axes", "aria-hidden": "true" });
  const content = svg("g", { "aria-hidden": "true" });
  const frame = svg("rect", { class: "cu-frame" });
  root.append(svg("clipPath", { id: clipId }, clip), frame, axes, content);

  let asked = [options.x, options.y];
  let [x, y] = asked;
  let size = {};
  let inner; // of the frame: left, top, width and height
  const X = (value) => inner.left + ((value - x[0]) / (x[1] - x[0])) * inner.width;
  const Y = (value) => inner.top + (1 - (value - y[0]) / (y[1] - y[0])) * inner.height;
  const layers = {};
  const stills = {};

  function measured() {
    const font = parseFloat(getComputedStyle(canvas).fontSize) || 14;
    const { clientWidth: width, clientHeight: height } = canvas;
    return width > 0 && height > 0 ? { width, height, font } : { ...UNSEEN, font, ...size };
  }

  function ticksOf(given, [low, high], room) {
    const n = Math.max(2, Math.floor(room));
    if (typeof given === "function") return given(n);
    return given ?? niceTicks(low, high, Math.min(n, 6));
  }

  function drawAxes() {
    const { width, height, font } = size;
    const bottom = (xTicks?.length === 0 ? 0.4 : 1.6) * font + (xLabel ? 1.3 * font : 0);
    const top = 0.6 * font;
    [x, y] = asked;
    const ticksUp = () => ticksOf(yTicks, y, (height - top - bottom) / (2 * font));
    const widest = Math.max(0, ...ticksUp().map((tick) => yText(tick).length)) * LETTER * font;
    const left = leftRoom ? leftRoom * font : widest + 1.05 * font + (yLabel ? 1.5 * font : 0.2 * font);
    inner = { left, top, width: Math.max(width - left - 0.9 * font, 20), height: Math.max(height - top - bottom, 20) };
    if (square) inner.width = inner.height = Math.min(inner.width, inner.height);
    if (equal) {
      const unit = Math.min(inner.width / (x[1] - x[0]), inner.height / (y[1] - y[0]));
      const around = ([low, high], length) => [-1, 1].map((way) => (low + high + (way * length) / unit) / 2);
      [x, y] = [around(x, inner.width), around(y, inner.height)];
    }
    const up = ticksUp();
    root.dataset.axes = (Number(root.dataset.axes) || 0) + 1; // they have changed, and with them where all stands
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    place(clip);
    place(frame);
    frame.dataset.shown = JSON.stringify([x, y]);
    axes.replaceChildren();
    const [end, right] = [inner.top + inner.height, inner.left + inner.width];
    const longest = Math.max(...ticksOf(xTicks, x, 3).map((tick) => xText(tick).length), 1);
    const across = ticksOf(xTicks, x, inner.width / ((longest + 2) * LETTER * font));
    for (const tick of across) {
      axes.append(svg("line", { x1: X(tick), x2: X(tick), y1: end, y2: end + 4 }));
      // no text is cut off at the picture's right end, whatever the width of its letters
      const late = X(tick) + ((xText(tick).length + 0.5) * LETTER * font) / 2 > width;
      const placed = late ? { x: width - 1, "text-anchor": "end" } : { x: X(tick), "text-anchor": "middle" };
      axes.append(svg("text", { y: end + 1.2 * font, ...placed }, xText(tick)));
    }
    up.forEach((tick) => {
      axes.append(svg("line", { x1: inner.left - 4, x2: inner.left, y1: Y(tick), y2: Y(tick) }));
      axes.append(svg("text", { x: inner.left - 0.85 * font, y: Y(tick) + 0.35 * font, "text-anchor": "end" }, yText(tick)));
    });
    const middle = inner.top + inner.height / 2;
    const centre = { x: inner.left + inner.width / 2, y: end + 2.6 * font - (xTicks?.length === 0 ? 1.2 * font : 0) };
    if (xLabel) axes.append(svg("text", { ...centre, "text-anchor": "middle" }, xLabel));
    const nameAt = 1.1 * font; // no letter of any type reaches over the left edge
    const turned = `rotate(-90 ${nameAt} ${middle})`;
    if (yLabel) axes.append(svg("text", { x: nameAt, y: middle, "text-anchor": "middle", transform: turned }, yLabel));
    picture.right = right;
    picture.font = font;
    for (const [name, draw] of Object.entries(stills)) {
      picture.clear(name);
      draw();
    }
  }

  function place(rect) {
    const { left, top, width, height } = inner;
    for (const [name, value] of Object.entries({ x: left, y: top, width, height })) rect.setAttribute(name, value);
  }

  const picture = {
    root, X, Y, canvas,
    get x() { return x; },
    get y() { return y; },
    /** Show other ranges. */
    show(ranges) {
      const next = [ranges.x ?? asked[0], ranges.y ?? asked[1]];
      if (String(next) === String(asked)) return;
      asked = next;
      drawAxes();
    },
    describe(text) {
      about.textContent = text;
      root.setAttribute("aria-describedby", aboutId);
    },
    layer(name, clipped = true) {
      if (!layers[name]) {
        layers[name] = svg("g", { "data-layer": name, ...(clipped ? { "clip-path": `url(#${clipId})` } : {}) });
        content.append(layers[name]);
      }
      return layers[name];
    },
    clear(name) { picture.layer(name).replaceChildren(); },
    still(name, draw) {
      stills[name] = draw;
      picture.clear(name);
      draw();
    },
    /** A line through points [[x, y], …]; points that are not finite leave a gap. */
    curve(name, points, attributes = {}) {
      let pen = "M";
      let d = "";
      for (const [px, py] of points) {
        if (!Number.isFinite(px) || !Number.isFinite(py)) { pen = "M"; continue; }
        d += `${pen}${X(px).toFixed(2)} ${Y(py).toFixed(2)}`;
        pen = "L";
      }
      const path = svg("path", { d, fill: "none", class: "cu-curve", ...attributes });
      picture.layer(name).append(path);
      return path;
    },
    vertical(name, at, attributes = {}) {
      return picture.curve(name, [[at, y[0]], [at, y[1]]], { class: "cu-guide", ...attributes });
    },
    horizontal(name, at, attributes = {}) {
      return picture.curve(name, [[x[0], at], [x[1], at]], { class: "cu-guide", ...attributes });
    },
    /** A mark: one of the symbols, or a `shape`; filled or hollow. */
    marker(name, px, py, { shape = "circle", filled = true, size = 5, className = "", ...attributes } = {}) {
      const transform = `translate(${X(px).toFixed(2)} ${Y(py).toFixed(2)})`;
      const mark = markAt(shape, picture.scaled(size), { transform, class: look({ filled, className }), ...attributes });
      picture.layer(name).append(mark);
      return mark;
    },
    /** Many marks of one kind at points [[x, y], …], as a single path. */
    markers(name, points, { shape = "circle", filled = true, size = 5, className = "", ...attributes } = {}) {
      const d = markPath(points.map(([px, py]) => [X(px), Y(py)]), shape, picture.scaled(size));
      const mark = svg("path", { d, class: look({ filled, className }), ...attributes });
      picture.layer(name).append(mark);
      return mark;
    },
    /** The name of a line or of marks, written beside them rather than in a legend. */
    label(name, px, py, content, attributes = {}) {
      return picture.text(name, px, py, content, { class: "cu-over", ...attributes });
    },
    text(name, px, py, content, attributes = {}) {
      const label = svg("text", { x: X(px), y: Y(py), ...attributes }, content);
      picture.layer(name).append(label);
      return label;
    },
    /** A size that is meant for text of 14 pixels: on a slide marks are as much larger as the text. */
    scaled: (length) => (length * Math.max(1, 0.5 + size.font / 28)),
    /** Data units of a pointer event. */
    at(event) {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(root.getScreenCTM().inverse());
      return [
        x[0] + ((point.x - inner.left) / inner.width) * (x[1] - x[0]),
        y[0] + (1 - (point.y - inner.top) / inner.height) * (y[1] - y[0]),
      ];
    },
  };

  size = measured();
  drawAxes();
  new ResizeObserver(() => {
    const next = measured();
    if (["width", "height", "font"].every((name) => next[name] === size[name])) return;
    size = next;
    drawAxes();
    root.dispatchEvent(new Event("cu-resized", { bubbles: true }));
  }).observe(canvas);
  return picture;
}
