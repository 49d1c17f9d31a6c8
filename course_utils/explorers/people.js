import {
  CLASS, format, html, liveText, markPath, peopleCounts, predictiveValue, redrawOn, row, slider, svg, task,
} from "../widgets/shared.js";

const [COLUMNS, ROWS, CELL, TOP] = [40, 25, 10, 22];
const GROUPS = { // in the order they stand in: those who tested positive are side by side
  fn: { label: 1, filled: false },
  tp: { label: 1, filled: true },
  fp: { label: 0, filled: true },
  tn: { label: 0, filled: false },
};
const look = (name) => {
  const { label, filled } = GROUPS[name];
  return `cu-marker ${CLASS[label].className} ${filled ? "cu-filled" : "cu-hollow"}`;
};

export function build({ model, el }) {
  const pictures = row(el);
  const title = "A thousand people; outlined: tested positive";
  const size = { viewBox: `-2 0 ${COLUMNS * CELL + 4} ${TOP + ROWS * CELL + 4}` };
  const root = svg("svg", { ...size, role: "img", "aria-label": title, class: "cu-figure cu-icons" });
  root.style.maxWidth = "640px";
  root.append(svg("text", { x: 0, y: 14, class: "cu-title" }, title));
  const marks = {};
  for (const name of Object.keys(GROUPS)) {
    marks[name] = svg("path", { class: look(name), "data-group": name });
    root.append(marks[name]);
  }
  const outline = svg("path", { class: "cu-outline" });
  root.append(outline);
  pictures.append(root);
  const numbers = table(pictures);

  const controls = row(el, "cu-controls");
  const percent = (value) => `${format(100 * value, 2)} %`;
  const powers = { min: 0.001, max: 1, step: 0.02, log: true };
  slider(controls, model, "prevalence", { label: "prevalence", ...powers, show: percent });
  slider(controls, model, "sensitivity", { label: "sensitivity", min: 0, max: 1, step: 0.005, digits: 3 });
  slider(controls, model, "specificity", { label: "specificity", min: 0, max: 1, step: 0.005, digits: 3 });
  const say = liveText(el);
  el.append(html("p", { class: "cu-note" }, "Whole people: the infected are rounded first, then those found, then " +
    "the false alarms; the others of each group test negative."));
  const asked = model.get("data");
  const solved = task(el, `With sensitivity ${asked.sensitivity} and specificity ${asked.specificity}, find the ` +
    "prevalence below which a positive result means less than a coin toss.");

  const traits = ["prevalence", "sensitivity", "specificity"];
  return redrawOn(model, traits, () => {
    const [prevalence, sensitivity, specificity] = traits.map((name) => model.get(name));
    const counts = peopleCounts(COLUMNS * ROWS, prevalence, sensitivity, specificity);
    const { tp, fn, fp, tn } = counts;
    let first = 0;
    for (const [name, { label }] of Object.entries(GROUPS)) {
      const middles = Array.from({ length: counts[name] }, (_, i) => corner(first + i).map((at) => at + CELL / 2));
      marks[name].setAttribute("d", markPath(middles, CLASS[label].shape, 3.2));
      first += counts[name];
    }
    outline.setAttribute("d", around(fn, fn + tp + fp));
    const sums = { infected: tp + fn, healthy: fp + tn, positive: tp + fp, negative: fn + tn, all: COLUMNS * ROWS };
    numbers({ ...counts, ...sums });

    const value = predictiveValue(prevalence, sensitivity, specificity);
    const share = tp + fp ? `${tp} are infected: ${format(tp / (tp + fp))}` : "there is nobody to count";
    say(`Of the ${tp + fp} who test positive, ${share}. Exactly, not in whole people: ${format(value)}.`);
    const near = (a, b) => Math.abs(a - b) < 1e-9;
    solved(near(sensitivity, asked.sensitivity) && near(specificity, asked.specificity) && Math.abs(value - 0.5) <= 0.01);
  }, el);
}

/** Upper left corner of a person's cell, in pixels. */
const corner = (i) => [(i % COLUMNS) * CELL, TOP + Math.floor(i / COLUMNS) * CELL];

/** A line around the cells from `first` up to, but without, `end`. */
function around(first, end) {
  const outside = (i) => i < first || i >= end;
  let d = "";
  for (let i = first; i < end; i++) {
    const [x, y] = corner(i);
    if (i % COLUMNS === 0 || outside(i - 1)) d += `M${x} ${y}v${CELL}`;
    if (i % COLUMNS === COLUMNS - 1 || outside(i + 1)) d += `M${x + CELL} ${y}v${CELL}`;
    if (outside(i - COLUMNS)) d += `M${x} ${y}h${CELL}`;
    if (outside(i + COLUMNS)) d += `M${x} ${y + CELL}h${CELL}`;
  }
  return d;
}

/** The 2 × 2 table with its sums; returns the function that fills it. */
function table(parent) {
  const cells = {};
  const cell = (name) => {
    cells[name] = html("span", { "data-count": name });
    if (!GROUPS[name]) return html("td", {}, cells[name]);
    const d = markPath([[8, 8]], CLASS[GROUPS[name].label].shape, 5);
    const mark = svg("path", { d, class: look(name) });
    const key = svg("svg", { viewBox: "0 0 16 16", class: "cu-key", "aria-hidden": "true" }, mark);
    return html("td", {}, key, cells[name]);
  };
  const line = (heading, ...names) => html("tr", {}, html("th", { scope: "row" }, heading), ...names.map(cell));
  const heads = ["truth", "test positive", "test negative", "all"].map((text) => html("th", { scope: "col" }, text));
  parent.append(html("table", { class: "cu-table cu-tight" },
    html("thead", {}, html("tr", {}, ...heads)),
    html("tbody", {}, line("infected", "tp", "fn", "infected"), line("healthy", "fp", "tn", "healthy"),
      line("all", "positive", "negative", "all"))));
  return (values) => {
    for (const [name, element] of Object.entries(cells)) element.textContent = String(values[name]);
  };
}
