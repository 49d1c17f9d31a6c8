import {
  CLASS, elasticFigure, expectedCost, figure, format, html, liveText, logit, markPath, niceCeiling, niceTicks,
  predictiveValue, redrawOn, row, setTrait, sigmoid, slider, svg, task,
} from "../widgets/shared.js";

const OUTCOMES = { TN: [0, false], FP: [0, true], FN: [1, false], TP: [1, true] };
const CUT = { shape: "diamond", size: 5 };
const BEST = { shape: "square", filled: false, size: 8 };
const P_TICKS = [0.5, 0.1, 0.9, 0.01, 0.99, 0.3, 0.7, 0.2, 0.8, 0.05, 0.95, 0.001, 0.999, 0.02, 0.98, 0.4, 0.6];

export function build({ model, el }) {
  const data = model.get("data");
  const { n_positive: nPositive, n_negative: nNegative, tp, fp } = data;
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

  const pictures = row(el);
  const scales = buildScales(pictures, data);
  const beside = row(pictures, "cu-stack");
  const cells = buildTable(beside);
  const controls = row(beside, "cu-controls");
  const say = liveText(el);
  const asked = data.task;
  const times = { 5: "five", 10: "ten", 20: "twenty" }[asked.cost_fn] ?? asked.cost_fn;
  const solved = task(el, `A miss costs ${times} false alarms. Find the cut ` +
    (asked.recall > 0 ? `with a recall of at least ${asked.recall} at the least cost` : "at the least cost") +
    (Math.abs(data.prevalence - 0.5) < 1e-9 ? "." : ", at the sample's prevalence."));
  const curves = row(el, "cu-row cu-thirds");
  const unit = { x: [-0.04, 1.04], xTicks: [0, 0.5, 1], width: 300, square: true };
  const rate = { ...unit, y: [-0.04, 1.04], yTicks: [0, 0.5, 1] };
  const roc = figure(curves, { ...rate, xLabel: "false positive rate", yLabel: "recall", title: "ROC" });
  const pr = figure(curves, { ...rate, xLabel: "recall", yLabel: "precision", title: "Precision and recall" });
  const costCurve = elasticFigure(curves, {
    ...unit, xLabel: "threshold on p", yLabel: "cost per person", title: "Cost",
  });
  roc.curve("curve", [[0, 0], [1, 1]], { class: "cu-guide" });
  roc.curve("curve", alarms.map((alarm, i) => [alarm, recalls[i]]));
  pr.horizontal("curve", data.prevalence);
  pr.curve("curve", recalls.map((recall, i) => [recall, precisions[i]]));
  const n = nPositive + nNegative;
  const nDrawn = data.points_p.length;
  const drawn = nDrawn < n ? ` Drawn are ${nDrawn} of ${n} people; the counts are of all.` : "";
  const among = data.thinned ? ` of ${cuts.length}` : "";
  el.append(html("p", { class: "cu-note" }, `Diamond: your cut. Square and thick line: the cheapest cut${among}. ` +
    `Dashed: chance (ROC), share of positives (precision).${drawn}`));

  const cut = { label: "threshold on p", min: 0, max: data.top, step: 0.001, digits, accept: settle };
  slider(controls, model, "threshold", cut);
  for (const [name, label] of [["cost_fp", "false alarm costs"], ["cost_fn", "miss costs"]]) {
    slider(controls, model, name, { label, min: 0.5, max: Math.max(20, model.get(name)), step: 0.5, digits: 1 });
  }
  slider(controls, model, "prevalence", { label: "prevalence", min: 0, max: 1, step: 0.005, digits: 3 });
  scales.onMove((p) => setTrait(model, "threshold", settle(p, model.get("threshold"))));

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
    cells.caption.textContent = `Counts at p ≥ ${format(threshold, digits)}`;

    for (const [picture, x, y] of [[roc, alarms, recalls], [pr, recalls, precisions]]) {
      picture.clear("points");
      for (const [i, look] of [[best, BEST], [here, CUT]]) {
        if (Number.isFinite(y[i])) picture.marker("points", x[i], y[i], look);
      }
    }
    const curve = costCurve({ y: [0, 1.04 * niceCeiling(Math.max(...costs, 1e-9))] });
    curve.clear("cost");
    // a cost holds from its own cut down to just above the next one
    const steps = costs.flatMap((cost, i) => [[Math.min(cuts[i], 1), cost], [cuts[i + 1] ?? 0, cost]]);
    curve.curve("cost", steps);
    curve.curve("cost", [[from, least], [to, least]], { class: "cu-curve cu-strong" });
    curve.marker("cost", to, least, BEST);
    curve.marker("cost", threshold, costs[here], CUT);

    const called = Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ");
    const where = from > 0 ? `for cuts above ${format(from, digits)} up to` : "for cuts up to";
    const carried = predictiveValue(prevalence, recalls[here], 1 - alarms[here]);
    const atSample = Math.abs(prevalence - data.prevalence) < 0.00251; // nearer than any other step of the slider
    const nobody = counts.TP + counts.FP === 0;
    const elsewhere = atSample || nobody ? "" : ` (${format(carried)} at a prevalence of ${format(prevalence)})`;
    const precision = nobody ? "– (nobody is called positive)" : format(precisions[here]);
    say(`${scales.describe(threshold, digits)}: ${called}. Recall ${format(recalls[here])}, ` +
      `precision ${precision}${elsewhere}, false positive rate ${format(alarms[here])}, ` +
      `accuracy ${format((counts.TP + counts.TN) / n)}. Cost ${format(costs[here])} per person; ` +
      `the least is ${format(least)}, ${best === 0 ? "calling nobody positive" : `${where} ${format(to, digits)}`}.`);
    const atCosts = Math.abs(costFn / costFp - asked.cost_fn) < 1e-9;
    const paid = expectedCost(alarms[here], recalls[here], 1, asked.cost_fn, data.prevalence);
    solved(atCosts && atSample && recalls[here] >= asked.recall && paid <= asked.least_cost * (1 + 1e-9));
  }, el);
}

/** The people along the logit, and below them the same cut in each unit: x, logit and p. */
function buildScales(parent, data) {
  const picture = figure(parent, {
    x: data.z_range, y: [0, 10], xTicks: [], yTicks: [], yLabel: "", height: 350,
    xLabel: "hollow: called negative · filled: called positive", title: "One cut on every scale: drag it",
  });
  const { X, Y, root } = picture;
  const [low, high] = data.z_range;
  const inner = [low + 0.03 * (high - low), high - 0.03 * (high - low)]; // no tick is cut off at an end
  const inView = (z) => Math.min(Math.max(z, inner[0]), inner[1]);
  for (const name of ["axes", "samples", "cut", "ticks"]) picture.layer(name); // from the lowest to the topmost
  const units = { logit: { toZ: (z) => z, from: (z) => z, ticks: niceTicks(...inner) } };
  if (data.line) {
    const [weight, bias] = data.line;
    const from = (z) => (z - bias) / weight;
    units.x = { toZ: (x) => weight * x + bias, from, ticks: niceTicks(...inner.map(from).sort((a, b) => a - b)) };
  }
  units.p = { toZ: logit, from: sigmoid, ticks: [] };
  for (const p of P_TICKS) {
    const room = units.p.ticks.every((other) => Math.abs(X(logit(p)) - X(logit(other))) > 30);
    if (room && X(logit(p)) > X(low) + 18 && X(logit(p)) < X(high) - 18) units.p.ticks.push(p);
  }
  const names = ["x", "logit", "p"].filter((name) => units[name]);
  names.forEach((name, i) => {
    const unit = units[name];
    unit.y = 1.2 + (names.length - 1 - i) * 1.9;
    picture.curve("axes", [[low, unit.y], [high, unit.y]], { class: "cu-axis" });
    root.append(svg("text", { x: 44, y: Y(unit.y) + 4, "text-anchor": "end" }, name));
    for (const tick of unit.ticks) {
      const at = X(unit.toZ(tick));
      picture.layer("axes").append(svg("line", { x1: at, x2: at, y1: Y(unit.y), y2: Y(unit.y) + 4, class: "cu-axis" }));
      const text = String(Number(tick.toPrecision(6))).replace("-", "−");
      picture.text("ticks", unit.toZ(tick), unit.y, text, { "text-anchor": "middle", dy: 17, class: "cu-over" });
    }
  });

  const base = 1.2 + names.length * 1.9; // the rows of people above the scales
  const height = (9.7 - base) / 2;
  for (const label of [0, 1]) {
    const middle = base + height * (label + 0.5);
    root.append(svg("text", { x: 44, y: Y(middle) + 4, "text-anchor": "end" }, `y = ${label}`));
  }
  const size = data.points_p.length > 100 ? 3 : 4.5;
  const marks = data.points_p.map((p, i) => {
    const y = base + height * (data.points_y[i] + 0.12 + 0.76 * ((i * 0.618034) % 1));
    return picture.marker("samples", inView(logit(p)), y, { ...CLASS[data.points_y[i]], filled: false, size });
  });
  root.classList.add("cu-drag");

  const say = (name, threshold, digits) => {
    const sign = name === "x" && data.line[0] < 0 ? "≤" : "≥";
    return `${name} ${sign} ${format(name === "p" ? threshold : units[name].from(logit(threshold)), digits)}`;
  };
  return {
    describe(threshold, digits) {
      const others = names.filter((name) => name !== "p").map((name) => say(name, threshold, digits));
      return `${say("p", threshold, digits)}, the same cut as ${others.join(" and ")}`;
    },
    draw(threshold, [from, to]) {
      marks.forEach((mark, i) => {
        const positive = data.points_p[i] >= threshold;
        mark.classList.toggle("cu-filled", positive);
        mark.classList.toggle("cu-hollow", !positive);
      });
      const z = Math.min(Math.max(logit(Math.min(threshold, 1)), low), high);
      const place = z > (low + high) / 2 ? { "text-anchor": "end", dx: -5 } : { dx: 5 };
      picture.clear("cut");
      picture.curve("cut", [from, to].map((p) => [inView(logit(p)), units.p.y]), { class: "cu-curve cu-strong" });
      picture.marker("cut", inView(logit(to)), units.p.y, { ...BEST, size: 6 });
      picture.vertical("cut", z, { class: "cu-curve" });
      for (const name of names) {
        picture.text("cut", z, units[name].y, say(name, threshold, 3), { ...place, dy: -9, class: "cu-over cu-bold" });
      }
    },
    onMove(move) {
      const go = (event) => {
        const [z] = picture.at(event);
        move(Number(sigmoid(Math.min(Math.max(z, low), high)).toPrecision(3)));
      };
      root.addEventListener("pointerdown", (event) => {
        root.setPointerCapture(event.pointerId);
        go(event);
      });
      root.addEventListener("pointermove", (event) => { if (root.hasPointerCapture(event.pointerId)) go(event); });
    },
  };
}

/** The 2×2 table, truth down and call across; returns its cells and its caption. */
function buildTable(parent) {
  const cells = { caption: html("caption") };
  const cell = (name) => {
    const [label, filled] = OUTCOMES[name];
    const { shape, className } = CLASS[label];
    const look = `cu-marker ${filled ? "cu-filled" : "cu-hollow"} ${className}`;
    const mark = svg("path", { d: markPath([[8, 8]], shape, 5), class: look });
    const key = svg("svg", { viewBox: "0 0 16 16", class: "cu-key", "aria-hidden": "true" }, mark);
    cells[name] = html("span", { class: "cu-count" });
    return html("td", {}, key, `${name} `, cells[name]);
  };
  const head = (scope, text, attributes = {}) => html("th", { scope, ...attributes }, text);
  parent.append(html("table", { class: "cu-table cu-tight" }, cells.caption,
    html("thead", {},
      html("tr", {}, html("td", { colspan: 2, rowspan: 2 }), head("colgroup", "called", { colspan: 2 })),
      html("tr", {}, head("col", "negative (0)"), head("col", "positive (1)"))),
    html("tbody", {},
      html("tr", {}, head("rowgroup", "truth", { rowspan: 2 }), head("row", "negative (0)"), cell("TN"), cell("FP")),
      html("tr", {}, head("row", "positive (1)"), cell("FN"), cell("TP")))));
  return cells;
}
