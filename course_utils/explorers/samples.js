import {
  button, CLASS, drag, figure, format, layout, linspace, niceCeiling, redrawOn, row, setTrait, sigmoid, slider, svg,
} from "../widgets/shared.js";

const MIDDLE = 5;
const [FAR_BELOW, FAR_ABOVE] = [0.25, 0.75];
const ONE_SIDED = 0.99;
const BINS = 20;
const thousands = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

export function build({ model, el }) {
  const { weight, bias, points, class_size: size, truth: [start, end], shown, middle } = model.get("data");
  const all = weight.length;
  const p = (i, x) => sigmoid(weight[i] * x + bias[i]);
  const first = (n) => Array.from({ length: n }, (_, i) => i);
  const truthAt = (x) => (x < start ? 0 : x > end ? 1 : 0.5);
  const grid = linspace(0, 10, 41);
  const parts = layout(el, model, {
    name: "the luck of one sample",
    areas: '"curves counted"',
    columns: "minmax(0, 1.3fr) minmax(0, 1fr)",
    tasks: [
      {
        name: "luck",
        ask: `Draw samples until one has predicted less than ${FAR_BELOW} at x = ${MIDDLE}, and another more than ${FAR_ABOVE}.`,
        found: ({ low, high }) => `Sample ${thousands(low + 1)} predicts ${format(p(low, MIDDLE))}, sample ${thousands(high + 1)} ` +
          `${format(p(high, MIDDLE))}, and both are honest draws from one recipe, in which it is ${format(truthAt(MIDDLE), 1)}. ${2 * size} people are few.`,
      },
      {
        name: "form",
        ask: `Draw all ${thousands(all)}. Between x = ${start} and ${end} the truth is one half: find an x there with at least ` +
          `${100 * ONE_SIDED} of 100 curves on the same side of it.`,
        found: ({ at, below }) => `At x = ${format(at, 1)}, ${thousands(below)} of ${thousands(all)} predict less than one half. That is no luck: ` +
          "an S has no landing, so sample after sample passes by the truth on the same side.",
      },
    ],
  });
  const curves = figure(parts.view("Curves"), {
    x: [0, 10], y: [-0.06, 1.06], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "The curves drawn",
  });
  const counts = figure(parts.view("Counted"), {
    x: [0, 1], y: [0, 5], xLabel: "P(y = 1 | x) at your x", yLabel: "samples", title: "What they predict there",
  });
  for (const name of ["drawn", "band"]) curves.layer(name);
  const stairs = [[0, 0], [start, 0], [start, 0.5], [end, 0.5], [end, 1], [10, 1]];
  curves.still("truth", () => curves.curve("truth", stairs, { class: "cu-curve cu-truth" }));
  curves.layer("latest");
  curves.still("names", () => curves.label("names", start, 0.5, "truth", { "text-anchor": "end", dx: -6, dy: "0.35em" }));
  const draw = (more) => () => setTrait(model, "drawn", Math.min(all, model.get("drawn") + more));
  const buttons = row(parts.controls);
  button(buttons, "Draw 1", draw(1));
  button(buttons, "Draw 10", draw(10));
  button(buttons, "Draw all", draw(all));
  button(buttons, "Back to 1", () => setTrait(model, "drawn", 1));
  slider(parts.controls, model, "at", { label: "your x", min: 0, max: 10, step: 0.1, digits: 1 });
  drag(curves, ([x]) => setTrait(model, "at", Number(x.toFixed(1))));

  /** The middle of all curves drawn, and the last of them singly. */
  function drawCurves(drawn) {
    curves.clear("band");
    curves.clear("drawn");
    const sorted = grid.map((x) => first(drawn).map((i) => p(i, x)).sort((a, b) => a - b));
    const [low, high] = middle.map((share) => grid.map((x, k) => [x, sorted[k][Math.round(share * (drawn - 1))]]));
    for (const i of first(drawn).slice(-shown)) curves.curve("drawn", grid.map((x) => [x, p(i, x)]), { class: "cu-curve cu-thin" });
    if (drawn > 1) curves.curve("band", [...low, ...high.toReversed(), low[0]], { class: "cu-bar cu-model" });
  }

  return redrawOn(model, ["drawn", "at"], () => {
    const [drawn, at] = [model.get("drawn"), model.get("at")];
    const [last, truth] = [drawn - 1, truthAt(at)];
    drawCurves(drawn);
    curves.clear("latest");
    curves.vertical("latest", at);
    curves.curve("latest", grid.map((x) => [x, p(last, x)]), { class: "cu-curve cu-model" });
    for (const label of [0, 1]) {
      const x = points[last]?.slice(label * size, (label + 1) * size) ?? [];
      curves.markers("latest", x.map((value) => [value, label]), { ...CLASS[label], size: 3.5 });
    }
    const predicted = first(drawn).map((i) => p(i, at));
    const heights = Array(BINS).fill(0);
    for (const value of predicted) heights[Math.min(BINS - 1, Math.floor(value * BINS))] += 1;
    counts.show({ y: [0, niceCeiling(1.05 * Math.max(4, ...heights))] });
    counts.clear("bars");
    heights.forEach((height, i) => {
      const [left, top] = [counts.X(i / BINS), counts.Y(height)];
      const box = { x: left, width: counts.X((i + 1) / BINS) - left, y: top, height: counts.Y(0) - top };
      if (height) counts.layer("bars").append(svg("rect", { class: "cu-bar cu-model", ...box }));
    });
    counts.vertical("bars", truth, { class: "cu-curve cu-truth" });
    counts.label("bars", truth, counts.y[1], "truth", { "text-anchor": truth > 0.5 ? "end" : "start", dx: truth > 0.5 ? -6 : 6, dy: "1.1em" });

    const [least, most] = [Math.min(...predicted), Math.max(...predicted)];
    const below = predicted.filter((value) => value < truth).length;
    const there = first(drawn).map((i) => p(i, MIDDLE));
    const [low, high] = [there.findIndex((value) => value < FAR_BELOW), there.findIndex((value) => value > FAR_ABOVE)];
    const inLanding = at >= start && at <= end;
    curves.describe(`${thousands(drawn)} S-shaped curves; the truth is 0 up to ${start}, one half up to ${end}, then 1.`);
    counts.describe(`${thousands(drawn)} predictions at x = ${format(at, 1)}, from ${format(least)} to ${format(most)}; the truth is ${format(truth, 1)}.`);
    parts.solved([low >= 0 && high >= 0, drawn === all && inLanding && Math.max(below, drawn - below) >= ONE_SIDED * drawn], { low, high, at, below });
    const range = drawn === 1 ? `sample 1 predicts ${format(least)}`
      : `the ${thousands(drawn)} samples predict ${format(least)} to ${format(most)}, ${thousands(below)} of them less than that`;
    parts.say(`At x = ${format(at, 1)} the truth is ${format(truth, 1)}; ${range}. Sample ${thousands(drawn)} has the weight ${format(weight[last])} ` +
      `and the boundary ${format(-bias[last] / weight[last])}.`);
  }, el);
}
