import {
  BEST, CLASS, drag, expectedCost, figure, format, handle, html, key, layout, logit, niceCeiling, niceTicks,
  predictiveValue, readout, redrawOn, row, setTrait, shortNumber, sigmoid, slider, svg, YOU,
} from "../widgets/shared.js";

const OUTCOMES = { TN: [0, false], FP: [0, true], FN: [1, false], TP: [1, true] };
const P_TICKS = [0.5, 0.1, 0.9, 0.01, 0.99, 0.3, 0.7, 0.2, 0.8, 0.05, 0.95, 0.001, 0.999, 0.02, 0.98, 0.4, 0.6];
const NEAR_PREVALENCE = 0.02; // of the second task's

function tasksOf({ task: asked, prevalence }) {
  const times = { 5: "five", 10: "ten", 20: "twenty" }[asked.cost_fn] ?? asked.cost_fn;
  const recall = asked.recall > 0 ? ` with a recall of at least ${asked.recall}` : "";
  const where = Math.abs(prevalence - 0.5) < 1e-9 ? "" : ", at the sample's prevalence";
  const rule = 1 / (1 + asked.cost_fn);
  const percent = shortNumber(100 * asked.harder.prevalence);
  return [
    {
      name: "cheapest",
      ask: `A miss costs ${times} false alarms. Find a cut${recall} that costs at most ${shortNumber(asked.cost)} per person${where}.`,
      found: ({ threshold, cost }) => `p ≥ ${format(threshold)} costs ${format(cost)}; the least is ${format(asked.least_cost)}. Misses are dear: ` +
        `from a probability of 1 / (1 + ${asked.cost_fn}) = ${format(rule)} on, an alarm costs less.`,
    },
    {
      name: "prevalence",
      ask: `Now ${percent} in a hundred are infected, from ${percent - 2} to ${percent + 2} will do. Set the prevalence, and find a cut that costs at most ` +
        `${shortNumber(asked.harder.cost)} per person at ${percent} %.`,
      found: ({ threshold }) => `p ≥ ${format(threshold)}: the cut has moved ${asked.harder.prevalence < prevalence ? "up" : "down"}, though the prices are the same. ` +
        `With ${asked.harder.prevalence < prevalence ? "fewer" : "more"} infected, ${asked.harder.prevalence < prevalence ? "alarms" : "misses"} weigh more in the sum.`,
    },
  ];
}

export function build({ model, el }) {
  const data = model.get("data");
  const { n_positive: nPositive, n_negative: nNegative, tp, fp, task: asked } = data;
  const cuts = data.cuts.map((value) => value ?? Infinity); // from the highest down; counts are of p >= cut
  const recalls = tp.map((count) => count / nPositive);
  const alarms = fp.map((count) => count / nNegative);
  const precisions = tp.map((count, i) => count / (count + fp[i])); // nobody called positive: 0 / 0, NaN
  const digits = data.thinned ? 4 : 3;

  /** The cut asked for; of thinned cuts the next one in the direction of the move. */
  const settle = (asked, present) => {
    if (!data.thinned) return asked;
    const open = cuts.map((cut) => Math.min(cut, data.top));
    if (asked > present) return open.findLast((cut) => cut >= asked) ?? data.top;
    return open.find((cut) => cut <= asked) ?? open.at(-1);
  };
  const cutAt = (asked) => setTrait(model, "threshold", settle(Math.min(Math.max(asked, 0), data.top), model.get("threshold")));

  const parts = layout(el, model, {
    name: "one threshold and what moves with it",
    areas: '"one cost" "one counts"',
    columns: "minmax(0, 1.1fr) minmax(0, 1fr)",
    rows: "minmax(0, 1fr) auto",
    brief: true,
    tasks: tasksOf(data),
  });
  const scales = buildScales(parts.view("One cut", "one"), data);
  const shownP = Math.min(niceCeiling(1.1 * Math.max(...data.points_p)), 1);
  const costCurve = figure(parts.view("Cost", "cost"), {
    x: [0, shownP], y: [0, 1], xLabel: "threshold on p", yLabel: "cost", title: "Cost per person",
  });
  const unit = { x: [-0.04, 1.04], xTicks: [0, 0.5, 1], square: true };
  const rate = { ...unit, y: [-0.04, 1.04], yTicks: [0, 0.5, 1] };
  const roc = figure(parts.view("ROC", "cost"), { ...rate, xLabel: "false positive rate", yLabel: "recall", title: "ROC" });
  const pr = figure(parts.view("Precision", "cost"), { ...rate, xLabel: "recall", yLabel: "precision", title: "Precision and recall" });
  const cells = buildTable(parts.view("Counts", "counts"));
  roc.still("curve", () => {
    roc.curve("curve", [[0, 0], [1, 1]], { class: "cu-guide" });
    roc.curve("curve", alarms.map((alarm, i) => [alarm, recalls[i]]), { class: "cu-curve cu-model" });
  });
  pr.still("curve", () => {
    pr.horizontal("curve", data.prevalence);
    pr.curve("curve", recalls.map((recall, i) => [recall, precisions[i]]), { class: "cu-curve cu-model" });
  });
  for (const picture of [roc, pr]) picture.layer("points");

  const [low, high] = data.z_range;
  const step = (high - low) / 400;
  slider(parts.controls, model, "threshold", {
    label: "threshold on p", min: sigmoid(low), max: sigmoid(high), ends: [0, data.top], step, scale: "logit", digits, accept: settle,
  });
  for (const [name, label] of [["cost_fp", "false alarm costs"], ["cost_fn", "miss costs"]]) {
    slider(parts.controls, model, name, { label, min: 0.5, max: Math.max(20, model.get(name)), step: 0.5, digits: 1 });
  }
  slider(parts.controls, model, "prevalence", { label: "prevalence", min: 0, max: 1, step: 0.005, digits: 3 });
  const numbers = row(parts.controls, "cu-readouts");
  const [showMisses, showAlarms, showCost] = [["misses", 0], ["false alarms", 0], ["cost", 3]].map(([name, n]) => readout(numbers, name, n));
  const n = nPositive + nNegative;

  // ------------------------------------------------------------ by hand

  scales.onMove((p) => cutAt(p));
  /** The cut whose point on a curve is nearest to the hand. */
  const nearest = (picture, xs, ys) => ([x, y]) => {
    const far = cuts.map((_, i) => (Number.isFinite(ys[i]) ? Math.hypot(picture.X(xs[i]) - picture.X(x), picture.Y(ys[i]) - picture.Y(y)) : Infinity));
    const i = far.indexOf(Math.min(...far));
    const lower = cuts[i + 1] ?? 0; // the middle of the cuts that have these counts, where that is one to write
    const middle = Number(((Math.min(cuts[i], 1) + lower) / 2).toFixed(digits));
    cutAt(data.thinned ? Math.min(cuts[i], data.top) : cuts[i] > 1 ? data.top : middle > lower ? middle : cuts[i]);
  };
  const handles = {};
  for (const [name, picture, follow, ways] of [
    ["cost", costCurve, ([p]) => cutAt(Number(p.toFixed(digits))), "x"],
    ["roc", roc, nearest(roc, alarms, recalls), "both"],
    ["pr", pr, nearest(pr, recalls, precisions), "both"],
  ]) {
    drag(picture, follow, { ways });
    handles[name] = handle(picture, { move: follow, ways, mark: YOU });
  }

  return redrawOn(model, ["threshold", "cost_fp", "cost_fn", "prevalence"], () => {
    const [threshold, costFp, costFn, prevalence] =
      ["threshold", "cost_fp", "cost_fn", "prevalence"].map((name) => model.get(name));
    const here = cuts.findLastIndex((cut) => cut >= threshold);
    const costs = cuts.map((_, i) => expectedCost(alarms[i], recalls[i], costFp, costFn, prevalence));
    const least = Math.min(...costs);
    const best = costs.findIndex((cost) => cost <= least * (1 + 1e-12)); // the highest of several
    const [from, to] = [cuts[best + 1] ?? 0, Math.min(cuts[best], 1)];

    scales.draw(threshold, [from, to]);
    const counts = { TP: tp[here], FP: fp[here], FN: nPositive - tp[here], TN: nNegative - fp[here] };
    for (const [name, count] of Object.entries(counts)) cells[name].textContent = count;
    showMisses(counts.FN);
    showAlarms(counts.FP);
    showCost(costs[here]);

    for (const [name, picture, x, y] of [["roc", roc, alarms, recalls], ["pr", pr, recalls, precisions]]) {
      picture.clear("points");
      if (Number.isFinite(y[best])) picture.marker("points", x[best], y[best], { ...BEST, size: 8 });
      handles[name].place(x[here], y[here]);
    }
    costCurve.show({ y: [0, 1.04 * niceCeiling(Math.max(...costs, 1e-9))] });
    costCurve.clear("cost");
    // a cost holds from its own cut down to just above the next one
    const steps = costs.flatMap((cost, i) => [[Math.min(cuts[i], 1), cost], [cuts[i + 1] ?? 0, cost]]);
    costCurve.curve("cost", steps, { class: "cu-curve cu-model" });
    costCurve.marker("cost", Math.min(to, shownP), least, { ...BEST, size: 8 });
    handles.cost.place(Math.min(threshold, shownP), costs[here]);

    const where = from > 0 ? `for cuts above ${format(from, digits)} up to` : "for cuts up to";
    const carried = predictiveValue(prevalence, recalls[here], 1 - alarms[here]);
    const atSample = Math.abs(prevalence - data.prevalence) < 0.00251; // nearer than any other step of the slider
    const nobody = counts.TP + counts.FP === 0;
    const elsewhere = atSample || nobody ? "" : ` (${format(carried)} at a prevalence of ${format(prevalence)})`;
    const precision = nobody ? "– (nobody is called positive)" : format(precisions[here]);
    const at = ` The cut is at ${format(threshold, digits)}.`;
    scales.describe(`${n} people along the logit; ${counts.TP + counts.FP} of them at or above the cut.`);
    costCurve.describe(`Cost per person over the threshold; the least, ${format(least)}, ${best === 0 ? "calls nobody positive" : `ends at ${format(to, digits)}`}.${at}`);
    roc.describe(`A staircase from 0, 0 to 1, 1; your cut has false positive rate ${format(alarms[here])} and recall ${format(recalls[here])}.`);
    pr.describe(`Precision over recall; your cut has precision ${nobody ? "of nobody" : format(precisions[here])} and recall ${format(recalls[here])}.`);
    const paid = (share) => expectedCost(alarms[here], recalls[here], 1, asked.cost_fn, share);
    const atCosts = Math.abs(costFn / costFp - asked.cost_fn) < 1e-9;
    parts.solved([
      atCosts && atSample && recalls[here] >= asked.recall && paid(data.prevalence) <= asked.cost * (1 + 1e-9),
      atCosts && Math.abs(prevalence - asked.harder.prevalence) <= NEAR_PREVALENCE + 1e-9
        && paid(asked.harder.prevalence) <= asked.harder.cost * (1 + 1e-9),
    ], { threshold, cost: costs[here] });
    parts.say(`${scales.say(threshold, digits)}. Recall ${format(recalls[here])}, ` +
      `precision ${precision}${elsewhere}, false positive rate ${format(alarms[here])}, ` +
      `accuracy ${format((counts.TP + counts.TN) / n)}. ` +
      `The least cost is ${format(least)}, ${best === 0 ? "calling nobody positive" : `${where} ${format(to, digits)}`}.`);
  }, el);
}

/** The people along the logit, and below them the same cut in each unit: x, logit and p. */
function buildScales(parent, data) {
  const [n, nDrawn] = [data.n_positive + data.n_negative, data.points_p.length];
  const picture = figure(parent, {
    x: data.z_range, y: [0, 10], xTicks: [], yTicks: [], left: 3.4,
    title: nDrawn < n ? `One cut: drag it (${nDrawn} of ${n} people drawn)` : "One cut, every scale: drag it",
  });
  const [low, high] = data.z_range;
  const inner = [low + 0.03 * (high - low), high - 0.03 * (high - low)]; // no tick is cut off at an end
  const inView = (z) => Math.min(Math.max(z, inner[0]), inner[1]);
  for (const name of ["axes", "samples", "cut", "ticks"]) picture.layer(name); // from the lowest to the topmost
  const names = picture.layer("names", false);
  const units = { logit: { toZ: (z) => z, from: (z) => z, ticks: () => niceTicks(...inner, 4) } };
  if (data.line) {
    const [weight, bias] = data.line;
    const from = (z) => (z - bias) / weight;
    units.x = { toZ: (x) => weight * x + bias, from, ticks: () => niceTicks(...inner.map(from).sort((a, b) => a - b), 4) };
  }
  const pTicks = () => {
    const { X, font } = picture;
    const kept = [];
    for (const p of P_TICKS) {
      const room = kept.every((other) => Math.abs(X(logit(p)) - X(logit(other))) > 2.6 * font);
      if (room && X(logit(p)) > X(low) + 1.2 * font && X(logit(p)) < X(high) - 1.2 * font) kept.push(p);
    }
    return kept;
  };
  units.p = { toZ: logit, from: sigmoid, ticks: pTicks };
  const shown = ["x", "logit", "p"].filter((name) => units[name]);
  shown.forEach((name, i) => { units[name].y = 1.25 + (shown.length - 1 - i) * 1.95; });
  const base = 1.2 + shown.length * 1.95; // the rows of people above the scales
  const height = (9.8 - base) / 2;
  let marks = [];
  picture.still("axes", () => {
    const { X, Y, font } = picture;
    const write = (text, y) => names.append(svg("text", { x: X(low) - 0.5 * font, y: Y(y) + 0.35 * font, "text-anchor": "end" }, text));
    names.replaceChildren();
    picture.clear("ticks");
    for (const name of shown) {
      const unit = units[name];
      picture.curve("axes", [[low, unit.y], [high, unit.y]], { class: "cu-axis" });
      write(name, unit.y);
      for (const tick of unit.ticks()) {
        const at = X(unit.toZ(tick));
        const half = 0.3 * font * shortNumber(tick).length;
        if (at < X(low) + half || at > X(high) - half) continue;
        picture.layer("axes").append(svg("line", { x1: at, x2: at, y1: Y(unit.y), y2: Y(unit.y) + 4, class: "cu-axis" }));
        picture.text("ticks", unit.toZ(tick), unit.y, shortNumber(tick), { "text-anchor": "middle", dy: "1.2em", class: "cu-over" });
      }
    }
    for (const label of [0, 1]) write(`y = ${label}`, base + height * (label + 0.5));
    picture.clear("samples");
    const size = data.points_p.length > 100 ? 3 : 4.5;
    marks = data.points_p.map((p, i) => {
      const y = base + height * (data.points_y[i] + 0.12 + 0.76 * ((i * 0.618034) % 1));
      return picture.marker("samples", inView(logit(p)), y, { ...CLASS[data.points_y[i]], filled: false, size });
    });
  });

  const sayIn = (name, threshold, digits) => {
    const sign = name === "x" && data.line[0] < 0 ? "≤" : "≥";
    return `${name} ${sign} ${format(name === "p" ? threshold : units[name].from(logit(threshold)), digits)}`;
  };
  return {
    describe: picture.describe,
    say(threshold, digits) {
      const others = shown.filter((name) => name !== "p").map((name) => sayIn(name, threshold, digits));
      return `${sayIn("p", threshold, digits)}, the same cut as ${others.join(" and ")}`;
    },
    draw(threshold, [from, to]) {
      marks.forEach((mark, i) => {
        const positive = data.points_p[i] >= threshold;
        mark.classList.toggle("cu-filled", positive);
        mark.classList.toggle("cu-hollow", !positive);
      });
      const z = Math.min(Math.max(logit(Math.min(threshold, 1)), low), high);
      const place = z > (low + high) / 2 ? { "text-anchor": "end", dx: -7 } : { dx: 7 };
      picture.clear("cut");
      picture.curve("cut", [from, to].map((p) => [inView(logit(p)), units.p.y]), { class: "cu-curve cu-strong" });
      picture.vertical("cut", z, { class: "cu-curve" });
      picture.marker("cut", inView(logit(to)), units.p.y, { ...BEST, size: 7 });
      picture.marker("cut", z, units.p.y, { ...YOU, size: 6 });
      for (const name of shown) {
        picture.text("cut", z, units[name].y, sayIn(name, threshold, 3).replace(/^\w+ /, ""), { ...place, dy: "-0.5em", class: "cu-over cu-bold" });
      }
    },
    onMove(move) {
      drag(picture, ([z]) => move(Number(sigmoid(Math.min(Math.max(z, low), high)).toPrecision(3))));
    },
  };
}

/** The 2×2 table, truth down and call across; returns its cells. */
function buildTable(parent) {
  const cells = {};
  const cell = (name) => {
    const [label, filled] = OUTCOMES[name];
    cells[name] = html("span", { class: "cu-count" });
    return html("td", {}, key({ ...CLASS[label], filled }), `${name} `, cells[name]);
  };
  const head = (scope, text) => html("th", { scope }, text);
  parent.append(html("table", { class: "cu-table cu-tight cu-counts" },
    html("thead", {}, html("tr", {}, html("td"), head("col", "called 0"), head("col", "called 1"))),
    html("tbody", {},
      html("tr", {}, head("row", "truth 0"), cell("TN"), cell("FP")),
      html("tr", {}, head("row", "truth 1"), cell("FN"), cell("TP")))));
  return cells;
}
