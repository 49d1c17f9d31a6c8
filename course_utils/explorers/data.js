import {
  bayesError, CLASS, figure, format, liveText, overlapInterval, overlappingClasses, redrawOn, row, slider, svg, task,
} from "../widgets/shared.js";

const CUT = 5;

export function build({ model, el }) {
  const { first_seed: firstSeed, uniforms } = model.get("data");
  const pictures = row(el);
  const points = figure(pictures, {
    x: [0, 10], y: [-0.5, 1.5], yTicks: [0, 1], xLabel: "x", yLabel: "y",
    title: "The sample, shaken up and down",
  });
  const shares = figure(pictures, {
    x: [0, 10], y: [-0.04, 1.04], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Share of positives: bars; truth: line",
  });
  for (const picture of [points, shares]) picture.vertical("cut", CUT);
  const controls = row(el, "cu-controls");
  slider(controls, model, "class_size", { label: "class size", min: 5, max: 300, step: 5, digits: 0 });
  slider(controls, model, "overlap", { label: "overlap", min: 0, max: 10, step: 0.1 });
  const lastSeed = firstSeed + uniforms.length - 1;
  slider(controls, model, "seed", { label: "seed", min: firstSeed, max: lastSeed, step: 1, digits: 0 });
  const say = liveText(el);
  const solved = task(el, "Find an overlap with a Bayes error of 0.1.");

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
    shares.curve("truth", truth, { class: "cu-curve cu-strong" });

    const error = bayesError(overlap);
    say(`Bayes error ${format(error)}: in truth, no rule errs less. Cut at x = ${CUT} (filled: called positive), ` +
      `this sample of ${2 * n} has ${wrong} wrong: error ${format(wrong / (2 * n))}.`);
    solved(Math.abs(error - 0.1) <= 0.002);
  }, el);
}
