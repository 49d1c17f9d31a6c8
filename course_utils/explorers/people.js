import {
  CLASS, drag, format, html, key, layout, look, markPath, newId, peopleCounts, predictiveValue, readNumber, redrawOn,
  setTrait, slider, svg,
} from "../widgets/shared.js";

const [COLUMNS, ROWS, CELL] = [40, 25, 10];
const N_PEOPLE = COLUMNS * ROWS;
const GROUPS = { // in the order they stand in: those who tested positive are side by side
  fn: { ...CLASS[1], filled: false },
  tp: { ...CLASS[1], filled: true },
  fp: { ...CLASS[0], filled: true },
  tn: { ...CLASS[0], filled: false },
};

export function build({ model, el }) {
  const asked = model.get("data");
  const near = (a, b) => Math.abs(a - b) < 1e-9;
  const parts = layout(el, model, {
    name: "a thousand people and their tests",
    share: 62,
    low: 230,
    tasks: [
      {
        name: "coin-toss",
        ask: `With sensitivity ${asked.sensitivity} and specificity ${asked.specificity}, find the ` +
          "prevalence below which a positive result means less than a coin toss.",
        found: ({ value, edge }) => `Just less than a half: ${format(value)}. The border is a prevalence of ${format(100 * edge, 2)} %, ` +
          "where as many infected are found as healthy people are alarmed.",
      },
      {
        name: "rare",
        ask: "One in a hundred is infected. Only one of the two other sliders can make a positive result better than a coin toss. Which one, and how far?",
        found: ({ specificity, alarmed }) => `A specificity of ${format(specificity)} alarms ${alarmed} of the 990 healthy; at 0.95 it was 50. ` +
          "A better sensitivity could add one person at most to the nine who are found.",
      },
    ],
  });
  const place = parts.view("People");
  const title = "A thousand people: drag the infected";
  const titleId = newId("title");
  const about = html("p", { id: newId("about"), class: "cu-announced" });
  const size = { viewBox: `-4 -4 ${COLUMNS * CELL + 8} ${ROWS * CELL + 8}` };
  const root = svg("svg", { ...size, role: "img", "aria-labelledby": titleId, "aria-describedby": about.id, class: "cu-figure cu-icons" });
  const marks = {};
  for (const [name, kind] of Object.entries(GROUPS)) {
    marks[name] = svg("path", { class: look(kind), "data-group": name });
    root.append(marks[name]);
  }
  const outline = svg("path", { class: "cu-outline" });
  root.append(outline);
  const canvas = html("div", { class: "cu-canvas" }, root);
  place.append(html("div", { class: "cu-box" }, html("p", { id: titleId, class: "cu-title" }, title), about, canvas));
  const numbers = table(parts.controls);

  const percent = (value) => `${format(100 * value, 2)} %`;
  const read = (text, ends) => readNumber(text, ends.map((end) => 100 * end)) / 100;
  slider(parts.controls, model, "prevalence", { label: "prevalence", min: 0.001, max: 1, step: 0.02, scale: "log", show: percent, read });
  for (const name of ["sensitivity", "specificity"]) {
    slider(parts.controls, model, name, { label: name, min: 0, max: 1, step: 0.02, digits: 3, scale: "error" });
  }
  // the picture is no figure with axes: what a hand needs of one
  drag({
    root, x: [0, N_PEOPLE], y: [0, 1],
    at(event) {
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(root.getScreenCTM().inverse());
      const column = Math.min(Math.max(Math.round(x / CELL), 0), COLUMNS);
      return [COLUMNS * Math.min(Math.max(Math.floor(y / CELL), 0), ROWS - 1) + column, 0];
    },
  }, ([people]) => setTrait(model, "prevalence", Math.max(people, 1) / N_PEOPLE), { ways: "both" });

  const traits = ["prevalence", "sensitivity", "specificity"];
  return redrawOn(model, traits, () => {
    const [prevalence, sensitivity, specificity] = traits.map((name) => model.get(name));
    const counts = peopleCounts(N_PEOPLE, prevalence, sensitivity, specificity);
    const { tp, fn, fp, tn } = counts;
    let first = 0;
    for (const [name, { shape }] of Object.entries(GROUPS)) {
      const middles = Array.from({ length: counts[name] }, (_, i) => corner(first + i).map((at) => at + CELL / 2));
      marks[name].setAttribute("d", markPath(middles, shape, 3.2));
      first += counts[name];
    }
    outline.setAttribute("d", around(fn, fn + tp + fp));
    const sums = { infected: tp + fn, healthy: fp + tn, positive: tp + fp, negative: fn + tn, all: N_PEOPLE };
    numbers({ ...counts, ...sums });
    about.textContent = `${sums.infected} infected, ${tp} of them tested positive; ${sums.healthy} healthy, ${fp} of them tested positive.`;

    const value = predictiveValue(prevalence, sensitivity, specificity);
    const share = tp + fp ? `${tp} are infected: ${format(tp / (tp + fp))}` : "there is nobody to count";
    const alarms = 1 - asked.specificity;
    const edge = alarms / (alarms + asked.sensitivity);
    const isAsked = near(sensitivity, asked.sensitivity) && near(specificity, asked.specificity);
    parts.solved([
      isAsked && value >= 0.44 && value <= 0.5,
      Math.abs(prevalence - 0.01) < 0.0006 && value > 0.5,
    ], { value, edge, specificity, alarmed: fp });
    parts.say(`Of the ${tp + fp} who test positive, ${share}. Exactly, not in whole people: ${format(value)}.`);
  }, el);
}

/** Upper left corner of a person's cell, in pixels. */
const corner = (i) => [(i % COLUMNS) * CELL, Math.floor(i / COLUMNS) * CELL];

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
    cells[name] = html("span", { "data-count": name, class: "cu-count" });
    return html("td", {}, ...(GROUPS[name] ? [key(GROUPS[name])] : []), cells[name]);
  };
  const line = (heading, ...names) => html("tr", {}, html("th", { scope: "row" }, heading), ...names.map(cell));
  const heads = ["truth", "test +", "test −", "all"].map((text) => html("th", { scope: "col" }, text));
  heads[1].className = "cu-outlined"; // as they are in the picture
  parent.append(html("table", { class: "cu-table cu-tight" },
    html("thead", {}, html("tr", {}, ...heads)),
    html("tbody", {}, line("infected", "tp", "fn", "infected"), line("healthy", "fp", "tn", "healthy"),
      line("all", "positive", "negative", "all"))));
  return (values) => {
    for (const [name, element] of Object.entries(cells)) element.textContent = String(values[name]);
  };
}
