// What every explorer is made of: the arithmetic a browser must do without Python, an SVG figure
// with axes in data units, and controls that work by mouse, touch and keyboard.

// ------------------------------------------------------------------ arithmetic (float64)

export function sigmoid(z) {
  const small = Math.exp(-Math.abs(z)); // never above 1: cannot overflow
  return z >= 0 ? 1 / (1 + small) : small / (1 + small);
}

export function logit(p) {
  return Math.log(p) - Math.log1p(-p);
}

/** Mean cross-entropy of sigmoid(w x + b), plus weight decay / 2 · w². */
export function bceLoss(w, b, x, y, decay = 0) {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const z = w * x[i] + b;
    sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i] * z;
  }
  return sum / x.length + (decay / 2) * w * w;
}

/** One step of gradient descent; returns the new [w, b]. */
export function descentStep(w, b, x, y, lr, decay = 0) {
  let gradW = 0;
  let gradB = 0;
  for (let i = 0; i < x.length; i++) {
    const error = sigmoid(w * x[i] + b) - y[i];
    gradW += error * x[i];
    gradB += error;
  }
  return [w - lr * (gradW / x.length + decay * w), b - (lr * gradB) / x.length];
}

/** Of those who test positive, the share that is positive; NaN where nobody does. */
export function predictiveValue(prevalence, sensitivity, specificity) {
  const truePositives = prevalence * sensitivity;
  return truePositives / (truePositives + (1 - prevalence) * (1 - specificity));
}

/** Cost per person of a threshold's errors. */
export function expectedCost(falsePositiveRate, recall, costFp, costFn, prevalence) {
  return costFp * (1 - prevalence) * falsePositiveRate + costFn * prevalence * (1 - recall);
}

/** Where both classes of the course's data occur: [start, end] of the overlap on 0…10. */
export function overlapInterval(overlap) {
  return [(10 - overlap) / 2, (10 + overlap) / 2];
}

/** The error that no rule can beat, for classes of equal size: half of the share within the overlap. */
export function bayesError(overlap) {
  return (0.5 * overlap) / overlapInterval(overlap)[1];
}

/** x of n negatives and n positives, in PyTorch's float32 steps, from the numbers torch.rand gave. */
export function overlappingClasses(uniforms, n, overlap) {
  const [start, end] = overlapInterval(overlap);
  const times = (factor) => (u) => Math.fround(Math.fround(u) * Math.fround(factor));
  return {
    negatives: uniforms.slice(0, n).map(times(end)),
    positives: uniforms.slice(n, 2 * n).map(times(10 - start)).map((x) => Math.fround(x + Math.fround(start))),
  };
}

/** The four counts among n people, whole: first the infected, then those found, then the false alarms. */
export function peopleCounts(n, prevalence, sensitivity, specificity) {
  const whole = (value) => Math.floor(value + 0.5);
  const infected = whole(n * prevalence);
  const tp = whole(infected * sensitivity);
  const fp = whole((n - infected) * (1 - specificity));
  return { tp, fn: infected - tp, fp, tn: n - infected - fp };
}

/** 1 if one cut on x tells the classes apart, 0.5 if they touch in one point, 0 if they overlap. */
export function separability(x, y) {
  const of = (label) => x.filter((_, i) => y[i] === label);
  const [negatives, positives] = [of(0), of(1)];
  const gap = Math.max(
    Math.min(...positives) - Math.max(...negatives), Math.min(...negatives) - Math.max(...positives),
  );
  return gap > 0 ? 1 : gap === 0 ? 0.5 : 0;
}

/** n evenly spaced numbers from a to b. */
export function linspace(a, b, n) {
  return Array.from({ length: n }, (_, i) => a + ((b - a) * i) / (n - 1));
}

// ------------------------------------------------------------------ elements

export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let lastId = 0;
function newId(kind) {
  lastId += 1;
  return `cu-${kind}-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}

/** A number with `digits` decimals and a true minus sign; a dash where it does not exist. */
export function format(value, digits = 3) {
  if (!Number.isFinite(value)) return value === Infinity ? "∞" : value === -Infinity ? "−∞" : "–";
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text.replace("-", "−");
}

// ------------------------------------------------------------------ figure

/**
 * An SVG with axes. `x` and `y` are the ranges shown; X() and Y() turn data units into pixels.
 * What changes is drawn into layers: `figure.layer("curve")` is emptied by `clear("curve")`.
 */
export function figure(parent, { x, y, xLabel, yLabel, title, width = 380, height = 270, xTicks, yTicks, xText, square }) {
  const margin = { left: 52, right: 14, top: 26, bottom: 44 };
  if (square) height = width - margin.left - margin.right + margin.top + margin.bottom;
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const titleId = newId("title");
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": titleId, class: "cu-figure" });
  root.style.maxWidth = `${width * 1.5}px`;
  root.append(svg("text", { id: titleId, x: margin.left, y: 16, class: "cu-title" }, title));
  const X = (value) => margin.left + ((value - x[0]) / (x[1] - x[0])) * inner.width;
  const Y = (value) => margin.top + (1 - (value - y[0]) / (y[1] - y[0])) * inner.height;
  const fromPixels = (px, py) => [
    x[0] + ((px - margin.left) / inner.width) * (x[1] - x[0]),
    y[0] + (1 - (py - margin.top) / inner.height) * (y[1] - y[0]),
  ];

  const axes = svg("g", { class: "cu-axes" });
  axes.append(svg("rect", { x: margin.left, y: margin.top, width: inner.width, height: inner.height, class: "cu-frame" }));
  for (const tick of xTicks ?? niceTicks(...x)) {
    axes.append(svg("line", { x1: X(tick), x2: X(tick), y1: Y(y[0]), y2: Y(y[0]) + 4 }));
    axes.append(svg("text", { x: X(tick), y: Y(y[0]) + 16, "text-anchor": "middle" }, (xText ?? shortNumber)(tick)));
  }
  for (const tick of yTicks ?? niceTicks(...y)) {
    axes.append(svg("line", { x1: X(x[0]) - 4, x2: X(x[0]), y1: Y(tick), y2: Y(tick) }));
    axes.append(svg("text", { x: X(x[0]) - 7, y: Y(tick) + 4, "text-anchor": "end" }, shortNumber(tick)));
  }
  const middle = margin.top + inner.height / 2;
  axes.append(svg("text", { x: margin.left + inner.width / 2, y: height - 8, "text-anchor": "middle" }, xLabel));
  axes.append(svg("text", { x: 13, y: middle, "text-anchor": "middle", transform: `rotate(-90 13 ${middle})` }, yLabel));
  const clipId = newId("clip");
  root.append(svg("clipPath", { id: clipId }, svg("rect", { x: margin.left, y: margin.top, width: inner.width, height: inner.height })));
  root.append(axes);
  parent.append(root);

  const layers = {};
  const layer = (name) => {
    if (!layers[name]) root.append((layers[name] = svg("g", { "data-layer": name, "clip-path": `url(#${clipId})` })));
    return layers[name];
  };
  const clear = (name) => layer(name).replaceChildren();
  return {
    root, X, Y, x, y, layer, clear,
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
      layer(name).append(path);
      return path;
    },
    vertical(name, at, attributes = {}) {
      return this.curve(name, [[at, y[0]], [at, y[1]]], { class: "cu-guide", ...attributes });
    },
    horizontal(name, at, attributes = {}) {
      return this.curve(name, [[x[0], at], [x[1], at]], { class: "cu-guide", ...attributes });
    },
    /** A marker: "circle", "triangle", "square", "diamond" or "cross"; filled or hollow. */
    marker(name, px, py, { shape = "circle", filled = true, size = 5, className = "", ...attributes } = {}) {
      const mark = svg("path", {
        d: SHAPES[shape](size), transform: `translate(${X(px).toFixed(2)} ${Y(py).toFixed(2)})`,
        class: `cu-marker ${filled ? "cu-filled" : "cu-hollow"} ${className}`, ...attributes,
      });
      layer(name).append(mark);
      return mark;
    },
    /** Many markers of one kind at points [[x, y], …], as a single path. */
    markers(name, points, { shape = "circle", filled = true, size = 5, className = "", ...attributes } = {}) {
      const mark = svg("path", {
        d: markPath(points.map(([px, py]) => [X(px), Y(py)]), shape, size),
        class: `cu-marker ${filled ? "cu-filled" : "cu-hollow"} ${className}`, ...attributes,
      });
      layer(name).append(mark);
      return mark;
    },
    text(name, px, py, content, attributes = {}) {
      const label = svg("text", { x: X(px), y: Y(py), ...attributes }, content);
      layer(name).append(label);
      return label;
    },
    /** Data units of a pointer event. */
    at(event) {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(root.getScreenCTM().inverse());
      return fromPixels(point.x, point.y);
    },
  };
}

// in steps from where the pen stands, the middle of the mark
const SHAPES = {
  circle: (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  triangle: (r) => `m0 ${-1.2 * r}l${1.1 * r} ${2.1 * r}h${-2.2 * r}z`,
  square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  diamond: (r) => `m0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
  cross: (r) => `m${-r} ${-r}l${2 * r} ${2 * r}m${-2 * r} 0l${2 * r} ${-2 * r}`,
};

/** One path for marks of one shape at the pixels [[x, y], …]. */
export function markPath(pixels, shape, size) {
  const mark = SHAPES[shape](size);
  return pixels.map(([px, py]) => `M${px.toFixed(1)} ${py.toFixed(1)}${mark}`).join("");
}

/** How a class is drawn: blue circles are negative, vermilion triangles positive. */
export const CLASS = {
  0: { shape: "circle", className: "cu-negative" },
  1: { shape: "triangle", className: "cu-positive" },
};

export function niceTicks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(i * step);
  return ticks;
}

/** The first of 1, 1.5, 2, 3, 5, 7 times a power of ten that is not below the value: an upper end for an axis. */
export function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 3, 5, 7, 10].map((factor) => factor * power).find((candidate) => candidate >= value * 0.999999);
}

/** A figure whose ranges may change: call the result with `{ x, y, … }`; it is made anew only where they differ. */
export function elasticFigure(parent, fixed) {
  let shown;
  let current = { root: document.createComment("") }; // keeps the place
  parent.append(current.root);
  return (ranges) => {
    const key = JSON.stringify(ranges);
    if (key === shown) return current;
    const next = figure(document.createDocumentFragment(), { ...fixed, ...ranges });
    current.root.replaceWith(next.root);
    shown = key;
    return (current = next);
  };
}

function shortNumber(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

// ------------------------------------------------------------------ controls

/**
 * A labelled slider bound to the trait `name` of the model. With `log`, equal ways are equal factors:
 * `step` is then in powers of ten, and the trait gets three significant digits. `accept(value, present)`
 * may put another value in the place of the one asked for.
 */
export function slider(parent, model, name, options) {
  const { label, min, max, step, digits = 2, show, log = false, accept = (asked) => asked } = options;
  const place = log ? Math.log10 : (value) => value;
  const value = log ? (at) => Number((10 ** at).toPrecision(3)) : (at) => at;
  const id = newId("slider");
  const input = html("input", {
    type: "range", id, min: place(min), max: place(max), step,
    "data-lm-suppress-shortcuts": "true", // else JupyterLab takes the arrow keys
  });
  const output = html("output", { for: id });
  const refresh = () => {
    input.value = place(model.get(name));
    output.textContent = show ? show(model.get(name)) : format(model.get(name), digits);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  input.addEventListener("input", () => setTrait(model, name, accept(value(Number(input.value)), model.get(name))));
  model.on(`change:${name}`, refresh);
  refresh();
  parent.append(html("div", { class: "cu-slider" }, html("label", { for: id }, label), input, output));
  return input;
}

export function button(parent, label, onClick) {
  const element = html("button", { type: "button", class: "cu-button", "data-lm-suppress-shortcuts": "true" }, label);
  element.addEventListener("click", (event) => guard(parent.closest(".cu-explorer") ?? parent, onClick)(event));
  parent.append(element);
  return element;
}

/** Set a trait at once here, and tell Python at most ten times a second: the last value always arrives. */
export function setTrait(model, name, value) {
  model.set(name, value);
  if (waiting.has(model)) return;
  waiting.add(model);
  setTimeout(() => {
    waiting.delete(model);
    model.save_changes();
  }, 100);
}
const waiting = new WeakSet();

/** A line of text that assistive technology reads out when it has changed and come to rest. */
export function liveText(parent, className = "cu-result") {
  const shown = html("p", { class: className });
  const announced = html("p", { class: "cu-announced", "aria-live": "polite" });
  parent.append(shown, announced);
  let timer;
  return (text) => {
    if (shown.textContent === text) return;
    shown.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => { announced.textContent = text; }, 400);
  };
}

/** The explorer's task, ticked when solved. */
export function task(parent, text) {
  const mark = html("span", { class: "cu-mark", "aria-hidden": "true" }, "○");
  const verdict = html("span", { class: "cu-verdict", role: "status" });
  const box = html("p", { class: "cu-task" }, mark, html("strong", {}, " Task. "), text, " ", verdict);
  parent.append(box);
  return (solved) => {
    if (box.classList.contains("cu-solved") === solved) return;
    box.classList.toggle("cu-solved", solved);
    mark.textContent = solved ? "✓" : "○";
    verdict.textContent = solved ? "Solved." : "";
  };
}

export function row(parent, className = "cu-row") {
  const element = html("div", { class: className });
  parent.append(element);
  return element;
}

/** Redraw on any change of the traits named, at most once a frame; returns the function that stops it. */
export function redrawOn(model, names, draw, el) {
  let pending = 0;
  const guarded = guard(el, draw);
  const request = () => {
    if (!pending) pending = requestAnimationFrame(() => { pending = 0; guarded(); });
  };
  for (const name of names) model.on(`change:${name}`, request);
  guarded();
  return () => {
    cancelAnimationFrame(pending);
    for (const name of names) model.off(`change:${name}`, request);
  };
}

/** Run `work`; if it fails, say so in the figure instead of leaving it empty. */
export function guard(el, work) {
  return (...args) => {
    try {
      return work(...args);
    } catch (error) {
      const message = `This live figure failed: ${error.message}. Run its cell again; the static picture shows the same view.`;
      el.replaceChildren(html("p", { class: "cu-error", role: "alert" }, message));
      console.error(error);
    }
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
