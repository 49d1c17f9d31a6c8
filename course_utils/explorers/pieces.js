import { figure, format, liveText, redrawOn, row, slider, task } from "../widgets/shared.js";

const BINS = { class: "cu-curve cu-path" };
const SPLINE = { class: "cu-curve cu-strong" };
const KINDS = { bins: { ...BINS, shape: "square" }, spline: { ...SPLINE, shape: "circle" } };

export function build({ model, el }) {
  const { grid, line, spline, bins, dots, top, gains, line_gains: lineGains, x_label: xLabel } = model.get("data");
  const counts = spline.map((_, i) => i + 1);
  const all = Object.values(gains).flat();
  const pictures = row(el);
  const left = figure(pictures, {
    x: [grid[0], grid.at(-1)], y: [0, top], xLabel, yLabel: "share of positives",
    title: "Dots: observed; steps: bins; curve: spline",
  });
  const right = figure(pictures, {
    x: [0.5, counts.length + 0.5], y: [Math.min(0, ...all), Math.max(...all) * 1.1],
    xLabel: "pieces", yLabel: "gain of log loss, in thousandths",
    title: "Thin: the rows that fitted; thick: others",
  });
  left.curve("line", grid.map((x, i) => [x, line[i]]), { class: "cu-guide" });
  right.horizontal("gains", lineGains[1]);
  for (const [name, { class: look }] of Object.entries(KINDS)) {
    const of = (rows) => gains[`${name}, ${rows}`].map((gain, i) => [counts[i], gain]);
    right.curve("gains", of("fitted"), { class: look, "stroke-width": 1, style: "stroke-width: 1" });
    right.curve("gains", of("held out"), { class: look, style: "stroke-width: 3" });
  }
  const controls = row(el, "cu-controls");
  slider(controls, model, "pieces", { label: "pieces", min: 1, max: counts.length, step: 1, digits: 0 });
  const say = liveText(el);
  const solved = task(el, "Find the number of pieces at which the spline gains most for people who did not fit it.");

  return redrawOn(model, ["pieces"], () => {
    const i = model.get("pieces") - 1;
    const { edges, shares } = bins[i];
    const ends = [grid[0], ...edges, grid.at(-1)];
    left.clear("curves");
    left.curve("curves", shares.flatMap((share, k) => [[ends[k], share], [ends[k + 1], share]]), BINS);
    left.curve("curves", grid.map((x, k) => [x, spline[i][k]]), SPLINE);
    left.clear("dots");
    left.markers("dots", dots.x.map((x, k) => [x, dots.shares[k]]), { filled: false, size: 4 });
    right.clear("here");
    right.vertical("here", i + 1);
    for (const [name, { shape }] of Object.entries(KINDS)) {
      for (const rows of ["fitted", "held out"]) {
        right.marker("here", i + 1, gains[`${name}, ${rows}`][i], { shape, filled: rows === "held out", size: 5 });
      }
    }
    const of = (name) => {
      const [fitted, others] = ["fitted", "held out"].map((rows) => format(gains[`${name}, ${rows}`][i], 2));
      return `${fitted} on the rows that fitted, ${others} for others`;
    };
    say(`${i + 1} ${i ? "pieces" : "piece"}. Spline (circles): ${of("spline")}. Bins (squares): ${of("bins")}. ` +
      `Straight line (dashed): ${format(lineGains[0], 2)} and ${format(lineGains[1], 2)}.`);
    const others = gains["spline, held out"];
    solved(others[i] === Math.max(...others));
  }, el);
}
