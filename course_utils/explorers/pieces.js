import { figure, format, layout, OBSERVED, redrawOn, slider, drag, setTrait } from "../widgets/shared.js";

const KINDS = { bins: { class: "cu-curve cu-bins", shape: "square", className: "cu-bins" }, spline: { class: "cu-curve cu-model", shape: "circle", className: "cu-model" } };

export function build({ model, el }) {
  const { grid, line, spline, bins, dots, top, gains, line_gains: lineGains, x_label: xLabel, enough } = model.get("data");
  const counts = spline.map((_, i) => i + 1);
  const all = Object.values(gains).flat();
  const others = gains["spline, held out"];
  const most = Math.max(...others);
  const parts = layout(el, model, {
    name: "how bent a curve may be",
    areas: '"curve gain"',
    tasks: [
      {
        name: "spline",
        ask: `Find a number of pieces with which the spline gains nearly the most for people who did not fit it: at least ${format(enough.spline, 2)} thousandths.`,
        found: ({ n }) => `${n} ${n === 1 ? "piece gains" : "pieces gain"} ${format(others[n - 1], 1)} for others; the most, ${format(most, 1)}, has ` +
          `${others.indexOf(most) + 1}. With ${counts.length} it is ${format(others.at(-1), 1)}: they follow the chance of the rows that fitted.`,
      },
      {
        name: "gap",
        ask: `Now see what the fit flatters: find pieces with which the spline gains ${format(enough.gap, 1)} thousandths more on its own rows than for others.`,
        found: ({ n }) => `With ${n} pieces it is ${format(gains["spline, fitted"][n - 1], 1)} on the rows that fitted and ` +
          `${format(others[n - 1], 1)} for others. Each further piece bends towards its own rows, and nobody else stands there.`,
      },
    ],
  });
  const left = figure(parts.view("Curve"), {
    x: [grid[0], grid.at(-1)], y: [0, top], xLabel, yLabel: "share",
    title: "Share of positives",
  });
  const right = figure(parts.view("Gain"), {
    x: [0.5, counts.length + 0.5], y: [Math.min(0, ...all), Math.max(...all) * 1.35],
    xLabel: "pieces", yLabel: "gain of log loss × 1,000",
    title: "What the pieces gain",
  });
  left.still("line", () => left.curve("line", grid.map((x, i) => [x, line[i]]), { class: "cu-guide" }));
  right.still("gains", () => {
    right.horizontal("gains", lineGains[1]);
    for (const [name, { class: look }] of Object.entries(KINDS)) {
      const of = (rows) => gains[`${name}, ${rows}`].map((gain, i) => [counts[i], gain]);
      right.curve("gains", of("fitted"), { class: look, style: "stroke-width: 1" });
      right.curve("gains", of("held out"), { class: look, style: "stroke-width: 3" });
    }
    const most = Math.max(...["spline", "bins"].map((name) => gains[`${name}, fitted`].at(-1)));
    right.label("gains", counts.length, most, "rows that fitted", { "text-anchor": "end", dy: "-0.6em" });
    const least = (i) => Math.min(...["spline", "bins"].map((name) => gains[`${name}, held out`].at(i)));
    right.label("gains", counts.at(-5), least(-5), "others", { "text-anchor": "end", dx: -4, dy: "1.2em" });
  });
  /** The names of both curves where they leave the picture, of the dots beside the one that is farthest from the spline. */
  function name(i) {
    const above = (is) => (is ? "-0.7em" : "1.3em");
    const [curve, steps] = [spline[i], bins[i].shares];
    const last = curve.findLastIndex((share) => share >= 0 && share <= top);
    const [end, higher] = [{ "text-anchor": "end", dx: -4 }, curve[last] >= steps.at(-1)];
    const within = last === grid.length - 1;
    left.label("dots", grid[last], curve[last], "spline", { ...end, dy: above(within ? higher : !higher) });
    left.label("dots", grid.at(-1), steps.at(-1), "bins", { ...end, dy: above(!higher) });
    const off = dots.x.map((x, k) => dots.shares[k] - curve[grid.findLastIndex((at) => at <= x)]);
    const share = (x) => (x - grid[0]) / (grid.at(-1) - grid[0]); // far from the other two names
    const inMiddle = (x) => share(x) > 0.2 && share(x) < 0.5;
    const far = off.map((one, k) => (inMiddle(dots.x[k]) ? Math.abs(one) : 0));
    const k = far.indexOf(Math.max(...far));
    left.label("dots", dots.x[k], dots.shares[k], "observed", { "text-anchor": "middle", dy: above(off[k] > 0) });
  }
  slider(parts.controls, model, "pieces", { label: "pieces", min: 1, max: counts.length, step: 1, digits: 0 });
  drag(right, ([n]) => setTrait(model, "pieces", Math.min(Math.max(Math.round(n), 1), counts.length)));

  return redrawOn(model, ["pieces"], () => {
    const i = model.get("pieces") - 1;
    const { edges, shares } = bins[i];
    const ends = [grid[0], ...edges, grid.at(-1)];
    left.clear("curves");
    left.curve("curves", shares.flatMap((share, k) => [[ends[k], share], [ends[k + 1], share]]), { class: KINDS.bins.class });
    left.curve("curves", grid.map((x, k) => [x, spline[i][k]]), { class: KINDS.spline.class });
    left.clear("dots");
    left.markers("dots", dots.x.map((x, k) => [x, dots.shares[k]]), { ...OBSERVED, size: 4 });
    name(i);
    right.clear("here");
    right.vertical("here", i + 1, { class: "cu-curve" });
    for (const [name, { shape, className }] of Object.entries(KINDS)) {
      for (const rows of ["fitted", "held out"]) {
        right.marker("here", i + 1, gains[`${name}, ${rows}`][i], { shape, className, filled: rows === "held out", size: 5 });
      }
    }
    const of = (name) => {
      const [fitted, held] = ["fitted", "held out"].map((rows) => format(gains[`${name}, ${rows}`][i], 2));
      return `${fitted} on the rows that fitted, ${held} for others`;
    };
    left.describe(`The spline of ${i + 1} pieces runs from ${format(spline[i][0], 2)} at the left to ${format(spline[i].at(-1), 2)} at the right.`);
    right.describe(`Gains of the spline for others, from 1 to ${counts.length} pieces: ${others.map((gain) => format(gain, 1)).join(", ")}.`);
    parts.solved([others[i] >= enough.spline, gains["spline, fitted"][i] - others[i] >= enough.gap], { n: i + 1 });
    parts.say(`${i + 1} ${i ? "pieces" : "piece"}. Spline (circles): ${of("spline")}. Bins (squares): ${of("bins")}. ` +
      `Straight line (dashed): ${format(lineGains[0], 2)} and ${format(lineGains[1], 2)}.`);
  }, el);
}
