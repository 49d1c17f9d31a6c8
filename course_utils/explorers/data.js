import {
  bayesError, CLASS, figure, format, handle, layout, overlapInterval, overlappingClasses, redrawOn, setTrait, slider, svg,
} from "../widgets/shared.js";

const CUT = 5;
const LUCK = 0.05; // how far below the Bayes error the second task wants a sample's error

export function build({ model, el }) {
  const { first_seed: firstSeed, uniforms } = model.get("data");
  const parts = layout(el, model, {
    name: "a sample, the truth and the Bayes error",
    areas: '"sample truth"',
    tasks: [
      {
        name: "bayes-error",
        ask: "Find an overlap with a Bayes error of about 0.1, from 0.08 to 0.12.",
        found: ({ overlap, error }) => `An overlap of ${format(overlap, 1)}: ${format(overlap, 1)} / (10 + ${format(overlap, 1)}) is ${format(error)}. ` +
          "In the overlap even the best rule is wrong for every second person, and outside it for nobody.",
      },
      {
        name: "luck",
        ask: `No rule beats the Bayes error in truth. Find a sample whose error is ${LUCK} below it, with an overlap of at least 4.`,
        found: ({ n, sampleError, error }) => `Error ${format(sampleError)} among ${2 * n} people, where the truth is ${format(error)}. ` +
          "That is luck: so few people say little about the rule. In the largest samples no seed has so much.",
      },
    ],
  });
  const points = figure(parts.view("Sample"), {
    x: [0, 10], y: [-0.5, 1.5], yTicks: [0, 1], xLabel: "x", yLabel: "y", title: "The sample, shaken up and down",
  });
  const shares = figure(parts.view("Truth"), {
    x: [0, 10], y: [-0.04, 1.04], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Sample and truth",
  });
  for (const picture of [points, shares]) picture.still("cut", () => picture.vertical("cut", CUT));
  slider(parts.controls, model, "class_size", { label: "class size", min: 5, max: 300, step: 5, digits: 0 });
  slider(parts.controls, model, "overlap", { label: "overlap", min: 0, max: 10, step: 0.1, digits: 1 });
  const lastSeed = firstSeed + uniforms.length - 1;
  slider(parts.controls, model, "seed", { label: "seed", min: firstSeed, max: lastSeed, step: 1, digits: 0 });
  for (const name of ["bars", "truth"]) shares.layer(name);
  const setOverlap = (at) => setTrait(model, "overlap", Number(Math.min(Math.max(2 * Math.abs(at - 5), 0), 10).toFixed(1)));
  const edges = [0, 1].map(() => handle(shares, { ways: "x", move: ([at]) => setOverlap(at) }));

  return redrawOn(model, ["class_size", "overlap", "seed"], () => {
    const n = model.get("class_size");
    const overlap = model.get("overlap");
    const { negatives, positives } = overlappingClasses(uniforms[model.get("seed") - firstSeed], n, overlap);
    const counts = Array.from({ length: 10 }, () => [0, 0]);
    let wrong = 0;

    points.clear("points");
    [negatives, positives].forEach((x, y) => {
      const shaken = x.map((value, i) => [value, y + 0.6 * (((i + 1) * 0.618034) % 1) - 0.3]);
      for (const filled of [false, true]) {
        const called = shaken.filter(([value]) => value >= CUT === filled);
        points.markers("points", called, { ...CLASS[y], filled, size: n > 100 ? 2.5 : 4 });
        if (filled !== (y === 1)) wrong += called.length;
      }
      for (const value of x) counts[Math.min(9, Math.floor(value))][y] += 1;
    });

    shares.clear("bars");
    counts.forEach(([no, yes], bin) => {
      if (no + yes === 0) return;
      const top = shares.Y(yes / (no + yes));
      const place = { x: shares.X(bin), width: shares.X(1) - shares.X(0), y: top, height: shares.Y(0) - top };
      shares.layer("bars").append(svg("rect", { class: "cu-bar", ...place }));
    });
    const [start, end] = overlapInterval(overlap);
    shares.clear("truth");
    const truth = [[0, 0], [start, 0], [start, 0.5], [end, 0.5], [end, 1], [10, 1]];
    shares.curve("truth", truth, { class: "cu-curve cu-truth" });
    shares.clear("names");
    const [x, y, attributes] = start > 1.8 ? [start - 0.2, 0.42, { "text-anchor": "end" }] : [2.5, 0.5, { "text-anchor": "middle", dy: "-0.5em" }];
    shares.label("names", x, y, "truth", attributes);
    if (counts[8][1] + counts[9][1]) shares.label("names", 10, 0, "sample", { "text-anchor": "end", dx: -4, dy: "-0.6em" });
    [start, end].forEach((at, i) => edges[i].place(at, i ? 0.75 : 0.25));

    const error = bayesError(overlap);
    const sampleError = wrong / (2 * n);
    points.describe(`${n} negative people from 0 to ${format(end, 1)}, ${n} positive from ${format(start, 1)} to 10; the cut at ${CUT}.`);
    shares.describe(`The truth is 0 up to ${format(start, 1)}, one half up to ${format(end, 1)}, then 1.`);
    parts.solved([Math.abs(error - 0.1) <= 0.02, overlap >= 4 && sampleError <= error - LUCK], { n, overlap, error, sampleError });
    parts.say(`Bayes error ${format(error)}: in truth, no rule errs less. Cut at x = ${CUT} (filled: called positive), ` +
      `this sample of ${2 * n} has ${wrong} wrong: error ${format(sampleError)}.`);
  }, el);
}
