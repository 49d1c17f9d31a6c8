import { BEST, figure, format, handle, layout, linspace, redrawOn, setTrait, slider, START, YOU } from "../widgets/shared.js";

const NEAR = 0.9; // of the edge
const TEN = 10;
const MILLIONTH = 1e-6;
const FEW = 0.05; // of the loss: the third task
const NAMES = [["lr_raw", "Measured x"], ["lr_standardised", "Standardised x"]];
const TURN = linspace(0, 2 * Math.PI, 121);

export function build({ model, el }) {
  const { valleys, loss, unit: [mean, spread], levels, most_steps: mostSteps } = model.get("data");
  const edges = valleys.map(({ curvatures }) => 2 / curvatures[1]);
  const place = (i, [along, across]) => {
    const { optimum, directions: [ax, ay, cx, cy] } = valleys[i];
    return [optimum[0] + along * ax + across * cx, optimum[1] + along * ay + across * cy];
  };
  const away = (i, [weight, bias]) => {
    const { optimum, directions: [ax, ay, cx, cy] } = valleys[i];
    const [w, b] = [weight - optimum[0], bias - optimum[1]];
    return [w * ax + b * ay, w * cx + b * cy];
  };
  const radii = (i, level) => valleys[i].curvatures.map((c) => Math.sqrt((2 * level * loss) / c));
  const around = (i, level, t) => [Math.cos(t), Math.sin(t)].map((share, j) => share * radii(i, level)[j]);
  /** The start that the angle means, along and across each valley. */
  const starts = () => {
    const narrow = around(0, 1, (model.get("angle") * Math.PI) / 180);
    const [weight, bias] = place(0, narrow);
    return [narrow, away(1, [weight * spread, bias + weight * mean])];
  };
  const after = (i, lr, k, from) => from.map((far, j) => far * (1 - lr * valleys[i].curvatures[j]) ** k);
  const left = (i, lr, k, from) => after(i, lr, k, from).reduce((sum, far, j) => sum + (valleys[i].curvatures[j] * far ** 2) / 2, 0) / loss;
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
      {
        name: "start",
        ask: `At last the narrow valley, in ${TEN} steps or fewer: move the start (all places have the same loss) until less than ${100 * FEW} % of the loss is left there.`,
        found: ({ angle }) => `The start lies at ${format(angle, 0)}°, nearly straight ${Math.abs(Math.sin((angle * Math.PI) / 180)) > 0.7 ? "across" : "along"} the valley. ` +
          "There one rate serves the whole way. From anywhere else hardly more than the way across is walked.",
      },
    ],
  });
  const maps = valleys.map(({ view, most }, i) => {
    const [name, title] = NAMES[i];
    const map = figure(parts.view(title), { x: view[0], y: view[1], xLabel: "weight", yLabel: "bias", title: `${title}: ${i ? "round" : "narrow"}`, equal: i === 1 });
    map.still("contours", () => levels.forEach((level) => {
      map.curve("contours", TURN.map((t) => place(i, around(i, level, t))), { class: "cu-curve cu-thin" });
    }));
    slider(parts.controls, model, name, { label: `rate, ${title.toLowerCase()}`, min: most / 100, max: most, step: most / 100, digits: 3 });
    /** To the place of the start's loss that is nearest to the hand. */
    const move = (at) => {
      const far = TURN.map((t) => place(i, around(i, 1, t))).map(([w, b]) => Math.hypot(map.X(w) - map.X(at[0]), map.Y(b) - map.Y(at[1])));
      let [weight, bias] = place(i, around(i, 1, TURN[far.indexOf(Math.min(...far))]));
      if (i) [weight, bias] = [weight / spread, bias - (weight / spread) * mean];
      const [along, across] = away(0, [weight, bias]).map((distance, j) => distance / radii(0, 1)[j]);
      setTrait(model, "angle", Math.round(((Math.atan2(across, along) * 180) / Math.PI + 360) % 360));
    };
    return { map, start: handle(map, { move, mark: START }) };
  });
  slider(parts.controls, model, "steps", { label: "steps", min: 0, max: mostSteps, step: 1, digits: 0, accept: Math.round });
  slider(parts.controls, model, "angle", {
    label: "start, around the valley", min: 0, max: 360, step: 3, digits: 0, show: (angle) => `${format(angle, 0)}°`,
  });

  return redrawOn(model, ["steps", "angle", ...NAMES.map(([name]) => name)], () => {
    const steps = model.get("steps");
    const rates = NAMES.map(([name]) => model.get(name));
    const from = starts();
    const remains = rates.map((lr, i) => left(i, lr, steps, from[i]));
    const said = maps.map(({ map, start }, i) => {
      const path = Array.from({ length: steps + 1 }, (_, k) => place(i, after(i, rates[i], k, from[i])));
      map.clear("path");
      map.curve("path", path, { class: "cu-axis" });
      map.markers("path", path, { size: 1.5 });
      map.marker("path", ...valleys[i].optimum, { ...BEST, size: 6 });
      start.place(...path[0]);
      map.marker("path", ...path.at(-1), YOU);
      const [along, across] = valleys[i].curvatures.map((c) => format(1 - rates[i] * c));
      const result = rates[i] >= edges[i] ? "it comes no nearer"
        : remains[i] < MILLIONTH ? "less than a millionth of the loss left" : `${format(100 * remains[i], 2)} % of the loss left`;
      map.describe(`Ellipses around the lowest point, and a walk of ${steps} steps: ${result}.`);
      return `${NAMES[i][1]}: ${result} (across × ${across}, along × ${along})`;
    });
    parts.solved([rates.every((lr, i) => lr >= NEAR * edges[i] && lr < edges[i]), steps <= TEN && remains[1] < MILLIONTH, steps <= TEN && remains[0] < FEW],
      { angle: model.get("angle") });
    parts.say(`After ${steps} steps. ${said.join(". ")}.`);
  }, el);
}
