import {
  button, CLASS, curveHands, descentStep, figure, format, layout, linspace, redrawOn, row, setTrait, sigmoid, slider,
  svg, YOU,
} from "../widgets/shared.js";

const CANCELLED = 0.1; // of the votes on the weight
const BALANCED = 0.07; // of those on the bias
const TILTED = 0.15;

export function build({ model, el }) {
  const { x, y, x_range: xRange, start, lr, weights, biases } = model.get("data");
  const n = x.length;
  const reach = 1.05 * Math.max(1, ...x.map(Math.abs));
  const parts = layout(el, model, {
    name: "the gradient as votes",
    areas: '"people votes"',
    tasks: [
      {
        name: "cancel",
        ask: `Take steps until the votes on the weight nearly cancel: their mean between −${CANCELLED} and ${CANCELLED}.`,
        found: ({ mean, least, most }) => `The mean is ${format(mean[0])}, and yet single votes still go from ${format(least, 1)} to ` +
          `${format(most, 1)}. Nobody has fallen silent: they pull in opposite directions.`,
      },
      {
        name: "balance",
        ask: `Now by hand: let the votes on the bias cancel (mean between −${BALANCED} and ${BALANCED}), and those on the weight not ` +
          `(mean beyond −${TILTED} or ${TILTED}).`,
        found: ({ expected, infected }) => `The curve expects ${format(expected, 1)} infected, and there are ${infected}: right on the whole, so ` +
          "the bias may stay. On the weight each error counts x times, and there it still is wrong.",
      },
    ],
  });
  const people = figure(parts.view("People"), {
    x: xRange, y: [-0.06, 1.06], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Sticks: the errors p − y",
  });
  const plane = figure(parts.view("Votes"), {
    x: [-reach, reach], y: [-1.1, 1.1], yTicks: [-1, 0, 1], xLabel: "on the weight: (p − y) x", yLabel: "on the bias: p − y",
    title: "Everybody’s vote and the mean",
  });
  plane.still("zero", () => {
    plane.vertical("zero", 0);
    plane.horizontal("zero", 0);
  });
  const move = ([weight, bias]) => {
    setTrait(model, "weight", weight);
    setTrait(model, "bias", bias);
  };
  const steps = (times) => () => {
    let at = [model.get("weight"), model.get("bias")];
    for (let i = 0; i < times; i++) at = descentStep(...at, x, y, lr);
    move(at);
  };
  const buttons = row(parts.controls);
  button(buttons, "Step 1", steps(1));
  button(buttons, "Step 100", steps(100));
  button(buttons, "Back to start", () => move(start));
  slider(parts.controls, model, "weight", { label: "weight", min: weights[0], max: weights[1], step: 0.05, digits: 3 });
  slider(parts.controls, model, "bias", { label: "bias", min: biases[0], max: biases[1], step: 0.05, digits: 3 });
  const placeHands = curveHands(people, model, { weight: weights, bias: biases });

  return redrawOn(model, ["weight", "bias"], () => {
    const [weight, bias] = [model.get("weight"), model.get("bias")];
    const p = x.map((at) => sigmoid(weight * at + bias));
    const votes = p.map((value, i) => [(value - y[i]) * x[i], value - y[i]]);
    const mean = [0, 1].map((i) => votes.reduce((sum, vote) => sum + vote[i], 0) / n);

    people.clear("people");
    plane.clear("votes");
    for (const label of [0, 1]) {
      const of = (values) => values.filter((_, i) => y[i] === label);
      const [places, heights] = [of(x), of(p)];
      const sticks = places.map((at, i) => `M${people.X(at).toFixed(1)} ${people.Y(label).toFixed(1)}V${people.Y(heights[i]).toFixed(1)}`);
      people.layer("people").append(svg("path", { d: sticks.join(""), class: `cu-residual ${CLASS[label].className}` }));
      people.markers("people", places.map((at) => [at, label]), { ...CLASS[label], size: 3.5 });
      plane.curve("votes", of(votes).flatMap((vote) => [[0, 0], vote, [NaN, NaN]]), { class: `cu-residual ${CLASS[label].className}` });
      plane.markers("votes", of(votes), { ...CLASS[label], size: 3 });
    }
    people.clear("curve");
    people.curve("curve", linspace(...xRange, 201).map((at) => [at, sigmoid(weight * at + bias)]), { class: "cu-curve cu-model" });
    placeHands();
    plane.clear("mean");
    plane.curve("mean", [[0, 0], mean], { class: "cu-curve" });
    plane.marker("mean", ...mean, { ...YOU, size: 6 });
    plane.label("mean", ...mean, "mean", { dx: "0.8em", dy: mean[1] < 0 ? "1.2em" : "-0.5em" });

    const on = votes.map(([vote]) => vote);
    const facts = { mean, least: Math.min(...on), most: Math.max(...on) };
    facts.expected = p.reduce((sum, value) => sum + value, 0);
    facts.infected = y.reduce((sum, value) => sum + value, 0);
    const above = votes.filter(([, vote]) => vote > 0).length;
    people.describe(`The curve goes from ${format(sigmoid(weight * xRange[0] + bias))} to ${format(sigmoid(weight * xRange[1] + bias))}, over ${n} people.`);
    plane.describe(`${above} votes say less of both, ${n - above} say more; on the weight from ${format(facts.least, 1)} to ${format(facts.most, 1)}.`);
    parts.solved([Math.abs(mean[0]) <= CANCELLED, Math.abs(mean[1]) <= BALANCED && Math.abs(mean[0]) >= TILTED], facts);
    parts.say(`Mean vote: weight ${format(mean[0])}, bias ${format(mean[1])}. A step changes them by ${format(-lr * mean[0])} and ` +
      `${format(-lr * mean[1])}. Single votes on the weight: ${format(facts.least, 1)} to ${format(facts.most, 1)}.`);
  }, el);
}
