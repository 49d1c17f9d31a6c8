import {
  bestFit, button, CLASS, curveHands, figure, format, layout, linspace, niceCeiling, onePerson, readout, redrawOn, row,
  setTrait, sigmoid, slider, svg,
} from "../widgets/shared.js";

const TWICE = Math.log(2);
const cost = (z) => Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z))); // −log of sigmoid(z), which may be 0

/** e to this power, as "1.9 × 10⁻³⁵". */
function power(exponent) {
  const tens = exponent / Math.LN10;
  const whole = Math.floor(tens);
  if (whole >= -3) return format(Math.exp(exponent));
  const raised = [...String(whole)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  return `${format(10 ** (tens - whole), 1)} × 10${raised}`;
}

export function build({ model, el }) {
  const { x: asGiven, y, x_range: xRange, largest, dearer, weights, biases } = model.get("data");
  const n = asGiven.length;
  const half = -n * TWICE;
  const parts = layout(el, model, {
    name: "forty probabilities and their product",
    areas: '"bars product" "bars sum"',
    columns: "minmax(0, 1.4fr) minmax(0, 1fr)",
    rows: "minmax(0, 1fr) minmax(0, 1fr)",
    brief: true,
    tasks: [
      {
        name: "half",
        ask: `Move the curve until the product of all ${n} bars is larger than with one half for everybody, ${power(half).replaceAll(" ", "\u00a0")}.`,
        found: ({ log }) => `${power(log)}. A bar that is nearly nothing makes nearly nothing of the product, ` +
          "so a curve must not be sure where it is wrong.",
      },
      {
        name: "largest",
        ask: "Now make the product at least half as large as any such curve can make it.",
        found: ({ log }) => `${power(log)}; no such curve reaches more than ${power(largest)}. What halves a product adds log 2, ` +
          `0.693, to the sum of −log: to ${format(-largest, 1)}, a small step that can be seen.`,
      },
      {
        name: "one-person",
        ask: `Now drag a single person until even the best curve for all ${n} (dashed) has a sum that is ${format(dearer, 1)} larger than before.`,
        found: ({ own, best }) => `That one person alone costs ${format(own, 1)} of ${format(best, 1)}, as −log of what the best curve gives them. ` +
          "To be sure and wrong is dear without a limit, so the curve gives way to one person, and is less sure of all others.",
      },
    ].slice(0, dearer ? 3 : 2),
  });
  const people = figure(parts.view("Bars"), {
    x: xRange, y: [-0.06, 1.06], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "Bars: given to what happened",
  });
  const counted = { x: [0.3, n + 0.7], xTicks: [1, Math.ceil(n / 2), n] };
  const product = figure(parts.view("Product"), { ...counted, y: [0, 1.04], yTicks: [0, 0.5, 1], title: "Product so far" });
  const sums = figure(parts.view("Sum"), { ...counted, y: [0, 100], xLabel: "people so far", title: "Sum of −log so far" });
  slider(parts.controls, model, "weight", { label: "weight", min: weights[0], max: weights[1], step: 0.05 });
  slider(parts.controls, model, "bias", { label: "bias", min: biases[0], max: biases[1], step: 0.1 });
  const numbers = row(parts.controls, "cu-readouts");
  const showProduct = readout(numbers, `product of ${n}`);
  const showSum = readout(numbers, "sum of −log");
  const who = onePerson(parts.controls, people, model, { word: "person", range: xRange, redraw: () => draw() });
  button(row(parts.controls), "all as given", () => setTrait(model, "x", asGiven));
  const placeHands = curveHands(people, model, { weight: weights, bias: biases });

  /** A bar for each person so far, and what they would be with one half for everybody. */
  function drawBars(picture, values, halves) {
    picture.clear("bars");
    values.forEach((value, k) => {
      const [left, top] = [picture.X(k + 0.6), picture.Y(value)];
      const size = { x: left, width: picture.X(k + 1.4) - left, y: top, height: picture.Y(0) - top };
      picture.layer("bars").append(svg("rect", { class: "cu-bar cu-model", ...size }));
    });
    picture.curve("bars", halves.map((value, k) => [k + 1, value]), { class: "cu-guide" });
  }

  let fitted;
  /** The best curve for the people where they stand. */
  function bestOf(x) {
    if (fitted?.x !== x) fitted = { x, ...bestFit(x, y) };
    return fitted;
  }

  function draw() {
    const [weight, bias, x] = [model.get("weight"), model.get("bias"), model.get("x")];
    const moved = x.flatMap((at, i) => (at === asGiven[i] ? [] : [i]));
    const z = x.map((at, i) => (2 * y[i] - 1) * (weight * at + bias));
    let sum = 0;
    const fromLeft = x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
    const sumsSoFar = fromLeft.map((i) => (sum += cost(z[i])));
    const halves = x.map((_, k) => (k + 1) * TWICE);

    people.clear("people");
    who.show();
    people.marker("people", x[who.selected], y[who.selected], { filled: false, size: 9, className: "cu-selected" });
    for (const label of [0, 1]) {
      const of = x.filter((_, i) => y[i] === label);
      // below the curve for a positive, above it for a negative
      const bars = of.map((at) => `M${people.X(at).toFixed(1)} ${people.Y(1 - label).toFixed(1)}V${people.Y(sigmoid(weight * at + bias)).toFixed(1)}`);
      people.layer("people").append(svg("path", { d: bars.join(""), class: `cu-residual ${CLASS[label].className}`, style: "stroke-width: 4" }));
      people.markers("people", of.map((at) => [at, label]), { ...CLASS[label], size: 3.5 });
    }
    people.clear("curve");
    const curve = (w, b, look) => people.curve("curve", linspace(...xRange, 201).map((at) => [at, sigmoid(w * at + b)]), { class: look });
    const best = moved.length ? bestOf(x) : null;
    if (best && Number.isFinite(best.weight)) curve(best.weight, best.bias, "cu-guide");
    curve(weight, bias, "cu-curve cu-model");
    placeHands();
    drawBars(product, sumsSoFar.map((so) => Math.exp(-so)), halves.map((so) => Math.exp(-so)));
    sums.show({ y: [0, niceCeiling(1.02 * Math.max(-half, sum))] });
    drawBars(sums, sumsSoFar, halves);

    showProduct(power(-sum));
    showSum(sum);
    people.describe(`${n} bars: the longest ${format(Math.exp(-Math.min(...z.map(cost))))}, the shortest ${format(Math.exp(-Math.max(...z.map(cost))))}.`);
    product.describe(`After 5 people ${format(Math.exp(-sumsSoFar[Math.min(4, n - 1)]))}, after all ${n} ${power(-sum)}.`);
    sums.describe(`It climbs to ${format(sum)}; with one half for everybody to ${format(-half)} (dashed).`);
    const more = best && best.sum + largest;
    const own = moved.length === 1 && best ? cost((2 * y[moved[0]] - 1) * (best.weight * x[moved[0]] + best.bias)) : 0;
    const holds = [!best && -sum > half, !best && -sum > largest - TWICE, moved.length === 1 && more >= dearer];
    parts.solved(dearer ? holds : holds.slice(0, 2), { log: -sum, own, best: best?.sum });
    const beside = best
      ? `The best curve for these people (dashed): ${format(best.sum)}, ${format(Math.abs(more))} ${more < 0 ? "less" : "more"} than as given.`
      : `With one half for everybody (dashed): ${power(half)} and ${format(-half)}.`;
    parts.say(`Divided by ${n}, the sum is the loss, ${format(sum / n)}. ${beside}`);
  }

  return redrawOn(model, ["weight", "bias", "x"], draw, el);
}
