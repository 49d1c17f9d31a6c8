import {
  bceLoss, CLASS, figure, format, handle, layout, linspace, readout, redrawOn, row, setTrait, sigmoid, slider, svg,
} from "../widgets/shared.js";

const AT = 7; // where the curve is held to make it steeper
const RANGE = { weight: [-3, 3], bias: [-15, 15] };
const LOSS_TOP = 2;

export function build({ model, el }) {
  const { x, y, least_loss: leastLoss, loss_goal: lossGoal } = model.get("data");
  const parts = layout(el, model, {
    name: "weight, bias and the sigmoid",
    areas: '"probability log-odds"',
    columns: "minmax(0, 1.5fr) minmax(0, 1fr)",
    tasks: [
      {
        name: "midpoint",
        ask: "Put the midpoint at x = 5 and P(y = 1 | x = 7) at about 0.9.",
        found: ({ weight, bias }) => `The midpoint is where weight · x + bias is 0, at −bias / weight = ${format(-bias / weight, 2)}. ` +
          `Two steps to its right the log-odds are 2 · ${format(weight, 2)}, and with 1.1 the sigmoid makes 0.9 of them.`,
      },
      {
        name: "forty",
        ask: `Now fit the forty people: bring the loss below ${lossGoal}. The sticks are what each p is short of, or beyond, the label.`,
        found: ({ loss }) => `Loss ${format(loss)}; no weight and bias go below ${format(leastLoss)}. A flatter curve fits these forty better: ` +
          "where both classes occur, it must not be sure of either.",
      },
    ],
  });
  const curve = figure(parts.view("Probability"), {
    x: [0, 10], y: [-0.06, 1.06], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Probability",
  });
  const line = figure(parts.view("Log-odds"), {
    x: [0, 10], y: [-10, 10], xLabel: "x", yLabel: "z = weight · x + bias", title: "Log-odds",
  });
  const shaken = (label, i) => label + (label ? 0.03 : -0.03) * (i % 2);
  slider(parts.controls, model, "weight", { label: "weight", min: -3, max: 3, step: 0.05 });
  slider(parts.controls, model, "bias", { label: "bias", min: -15, max: 15, step: 0.05 });
  const numbers = row(parts.controls, "cu-readouts");
  const showLoss = readout(numbers, "loss of the forty people");

  const set = (name, value) => {
    const [low, high] = RANGE[name];
    setTrait(model, name, Number(Math.min(Math.max(value, low), high).toFixed(2)));
  };
  const midpoint = handle(curve, {
    ways: "x",
    move: ([at]) => set("bias", -model.get("weight") * at),
  });
  const steepness = handle(curve, {
    ways: "y",
    // about the midpoint, which stays where it is
    move: ([, p]) => {
      const middle = -model.get("bias") / model.get("weight");
      const z = Math.log(Math.min(Math.max(p, 0.005), 0.995)) - Math.log1p(-Math.min(Math.max(p, 0.005), 0.995));
      const weight = Math.min(Math.max(z / (AT - middle || 1), -3), 3);
      if (!Number.isFinite(weight) || Math.abs(weight) < 0.02 || Math.abs(weight * middle) > 15) return;
      set("weight", weight);
      set("bias", -weight * middle);
    },
  });
  const onLine = handle(line, { ways: "y", move: ([, z]) => set("bias", z - 5 * model.get("weight")) });

  return redrawOn(model, ["weight", "bias"], () => {
    const [weight, bias] = [model.get("weight"), model.get("bias")];
    const p = (at) => sigmoid(weight * at + bias);
    const middle = -bias / weight;
    const loss = bceLoss(weight, bias, x, y);

    curve.clear("people");
    for (const label of [0, 1]) {
      const of = x.map((at, i) => [at, i]).filter(([, i]) => y[i] === label);
      const sticks = of.map(([at]) => `M${curve.X(at).toFixed(1)} ${curve.Y(label).toFixed(1)}V${curve.Y(p(at)).toFixed(1)}`);
      curve.layer("people").append(svg("path", { d: sticks.join(""), class: `cu-residual ${CLASS[label].className}` }));
      curve.markers("people", of.map(([at, i]) => [at, shaken(label, i)]), { ...CLASS[label], size: 3.5 });
    }
    curve.clear("curve");
    curve.horizontal("curve", 0.5);
    if (weight !== 0) {
      curve.curve("curve", [-1.5, 1.5].map((step) => [middle + step, 0.5 + (weight / 4) * step]), { class: "cu-guide" });
    }
    curve.curve("curve", linspace(0, 10, 201).map((at) => [at, p(at)]), { class: "cu-curve cu-model" });
    const seen = middle >= 0 && middle <= 10;
    midpoint.place(seen ? middle : NaN, 0.5);
    steepness.place(seen && Math.abs(middle - AT) > 0.4 ? AT : NaN, p(AT));

    line.clear("line");
    line.horizontal("line", 0);
    line.curve("line", [[0, bias], [10, 10 * weight + bias]], { class: "cu-curve cu-model" });
    line.layer("zero", false).replaceChildren(); // whole at the frame, too
    if (middle >= 0 && middle <= 10) line.marker("zero", middle, 0, { filled: false, size: 6 });
    const height = 5 * weight + bias;
    onLine.place(Math.abs(height) <= 10 ? 5 : NaN, height);

    showLoss(loss);
    const way = weight > 0 ? "rises" : weight < 0 ? "falls" : "is level";
    curve.describe(`The curve ${way} from ${format(p(0))} at x = 0 to ${format(p(10))} at x = 10, over 20 negative and 20 positive people.`);
    line.describe(`A straight line from ${format(bias)} at x = 0 to ${format(10 * weight + bias)} at x = 10.`);
    parts.solved([Math.abs(middle - 5) <= 0.45 && Math.abs(p(AT) - 0.9) <= 0.05, loss < lossGoal], { weight, bias, loss });
    const where = weight === 0 ? "no midpoint: the curve is flat" : `midpoint x = ${format(middle)}`;
    parts.say(`${where}, slope there ${format(weight / 4)}; at x = ${AT}: z = ${format(AT * weight + bias)}, P = ${format(p(AT))}`);
  }, el);
}
