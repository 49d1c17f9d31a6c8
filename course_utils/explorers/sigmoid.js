import { figure, format, linspace, liveText, redrawOn, row, sigmoid, slider, task } from "../widgets/shared.js";

export function build({ model, el }) {
  const pictures = row(el);
  const curve = figure(pictures, { x: [0, 10], y: [-0.04, 1.04], yTicks: [0, 0.25, 0.5, 0.75, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Probability" });
  const line = figure(pictures, { x: [0, 10], y: [-10, 10], xLabel: "x", yLabel: "z = weight x + bias", title: "Log-odds" });
  const controls = row(el, "cu-controls");
  slider(controls, model, "weight", { label: "weight", min: -3, max: 3, step: 0.05 });
  slider(controls, model, "bias", { label: "bias", min: -15, max: 15, step: 0.05 });
  const say = liveText(el);
  const solved = task(el, "Put the midpoint at x = 5 and P(y = 1 | x = 7) at about 0.9.");

  return redrawOn(model, ["weight", "bias"], () => {
    const weight = model.get("weight");
    const bias = model.get("bias");
    const p = (x) => sigmoid(weight * x + bias);
    const midpoint = -bias / weight;

    curve.clear("curve");
    curve.horizontal("curve", 0.5);
    curve.curve("curve", linspace(0, 10, 201).map((x) => [x, p(x)]), { class: "cu-curve cu-strong" });
    if (weight !== 0) {
      const tangent = [-1.5, 1.5].map((step) => [midpoint + step, 0.5 + (weight / 4) * step]);
      curve.curve("curve", tangent, { class: "cu-guide" });
      curve.marker("curve", midpoint, 0.5, { filled: false, size: 6 });
    }
    curve.marker("curve", 7, p(7), { shape: "square" });

    line.clear("line");
    line.horizontal("line", 0);
    line.curve("line", [[0, bias], [10, 10 * weight + bias]], { class: "cu-curve cu-strong" });
    if (weight !== 0) line.marker("line", midpoint, 0, { filled: false, size: 6 });
    line.marker("line", 7, 7 * weight + bias, { shape: "square" });

    const where = weight === 0 ? "no midpoint: the curve is flat" : `midpoint x = ${format(midpoint)}`;
    say(`${where}, slope there ${format(weight / 4)}; at x = 7 (square): z = ${format(7 * weight + bias)}, P = ${format(p(7))}`);
    solved(Math.abs(midpoint - 5) < 0.1 && Math.abs(p(7) - 0.9) < 0.01);
  }, el);
}
