import { BEST, figure, format, layout, linspace, redrawOn, slider, START, YOU } from "../widgets/shared.js";

const NEAR = 0.9; // of the edge
const TEN = 10;
const MILLIONTH = 1e-6;
const NAMES = [["lr_raw", "Measured x"], ["lr_standardised", "Standardised x"]];
const TURN = linspace(0, 2 * Math.PI, 121);

export function build({ model, el }) {
  const { valleys, levels, most_steps: mostSteps } = model.get("data");
  const losses = valleys.map(({ curvatures, away }) => curvatures.reduce((sum, c, j) => sum + (c * away[j] ** 2) / 2, 0));
  const edges = valleys.map(({ curvatures }) => 2 / curvatures[1]);
  /** What is left of the distance along and across after k steps. */
  const distances = (i, lr, k) => valleys[i].away.map((away, j) => away * (1 - lr * valleys[i].curvatures[j]) ** k);
  const left = (i, lr, k) => distances(i, lr, k).reduce((sum, d, j) => sum + (valleys[i].curvatures[j] * d ** 2) / 2, 0) / losses[i];
  const wished = valleys.map(({ curvatures }) => curvatures.map((c) => format(1 / c)));
  const parts = layout(el, model, {
    name: "one valley in two units",
    areas: '"measured standardised"',
    share: 60,
    tasks: [
      {
        name: "edges",
        ask: "Find the edge of both valleys: the largest learning rate, to a tenth, with which the walk still comes nearer.",
        found: () => `The edges are ${format(edges[0])} and ${format(edges[1])}, 2 divided by the curvature across. Beyond it each step lands farther ` +
          "off on the other side. The people are the same; only the unit of x is not.",
      },
      {
        name: "round",
        ask: `Now leave less than a millionth of the loss in the round valley, in ${TEN} steps or fewer.`,
        found: () => `One step would end the way across with a rate of ${wished[1][1]} and the way along with ${wished[1][0]}: near enough for one rate ` +
          `to serve both. In the narrow valley these are ${wished[0][1]} and ${wished[0][0]}.`,
      },
    ],
  });
  const maps = valleys.map(({ optimum, curvatures, directions: [ax, ay, cx, cy], view, most }, i) => {
    const [name, title] = NAMES[i];
    const map = figure(parts.view(title), { x: view[0], y: view[1], xLabel: "weight", yLabel: "bias", title: `${title}: ${i ? "round" : "narrow"}` });
    /** Weight and bias of a place given along and across the valley. */
    const place = ([along, across]) => [optimum[0] + along * ax + across * cx, optimum[1] + along * ay + across * cy];
    map.still("contours", () => levels.forEach((level) => {
      const [along, across] = curvatures.map((c) => Math.sqrt((2 * level * losses[i]) / c));
      map.curve("contours", TURN.map((t) => place([along * Math.cos(t), across * Math.sin(t)])), { class: "cu-curve cu-thin" });
    }));
    slider(parts.controls, model, name, { label: `rate, ${title.toLowerCase()}`, min: most / 100, max: most, step: most / 100, digits: 3 });
    return { map, place };
  });
  slider(parts.controls, model, "steps", { label: "steps", min: 0, max: mostSteps, step: 1, digits: 0, accept: Math.round });

  return redrawOn(model, ["steps", ...NAMES.map(([name]) => name)], () => {
    const steps = model.get("steps");
    const rates = NAMES.map(([name]) => model.get(name));
    const remains = rates.map((lr, i) => left(i, lr, steps));
    const said = maps.map(({ map, place }, i) => {
      const path = Array.from({ length: steps + 1 }, (_, k) => place(distances(i, rates[i], k)));
      map.clear("path");
      map.curve("path", path, { class: "cu-axis" });
      map.markers("path", path, { size: 1.5 });
      map.marker("path", ...valleys[i].optimum, { ...BEST, size: 6 });
      map.marker("path", ...path[0], START);
      map.marker("path", ...path.at(-1), YOU);
      const [along, across] = valleys[i].curvatures.map((c) => format(1 - rates[i] * c));
      const result = rates[i] >= edges[i] ? "it comes no nearer"
        : remains[i] < MILLIONTH ? "less than a millionth of the loss left" : `${format(100 * remains[i], 2)} % of the loss left`;
      map.describe(`Ellipses around the lowest point, and a walk of ${steps} steps: ${result}.`);
      return `${NAMES[i][1]}: ${result} (across × ${across}, along × ${along})`;
    });
    parts.solved([rates.every((lr, i) => lr >= NEAR * edges[i] && lr < edges[i]), steps <= TEN && remains[1] < MILLIONTH], {});
    parts.say(`After ${steps} steps. ${said.join(". ")}.`);
  }, el);
}
