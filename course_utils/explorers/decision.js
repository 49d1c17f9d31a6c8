import {
  CLASS, drag, figure, format, layout, readout, redrawOn, row, setTrait, slider, svg, YOU,
} from "../widgets/shared.js";

const MOST = 0.8; // of the most that the model adds
const HARDLY = 0.1;
const WAYS = ["model", "everybody"]; // nobody: nothing is found, nothing is paid
const LOOKS = [{ class: "cu-curve cu-model" }, { class: "cu-curve" }];

export function build({ model, el }) {
  const { prices, found, alarms, positives, n } = model.get("data");
  const counts = prices.map((_, i) => [[found[i], alarms[i]], [positives, n - positives]]);
  const worth = counts.map((ways, i) => ways.map(([tp, fp]) => (1000 * (tp - fp / prices[i])) / n));
  const gains = worth.map(([own, everybody]) => own - Math.max(everybody, 0));
  const best = gains.indexOf(Math.max(...gains));
  const top = (1000 * positives) / n;
  const even = (n - positives) / positives; // the price at which everybody is worth as much as nobody
  const parts = layout(el, model, {
    name: "the decision curve",
    areas: '"curves people"',
    columns: "minmax(0, 1.1fr) minmax(0, 1fr)",
    tasks: [
      {
        name: "most",
        ask: "Find a price at which the model adds about as much as it can to the better of “everybody” and “nobody”.",
        found: ({ gain }) => `${format(gain, 1)} in 1,000. At a price of ${format(even, 1)} “everybody” is worth as much as “nobody”: around it ` +
          "neither rule without a model is good, so to tell people apart is worth the most.",
      },
      {
        name: "hardly",
        ask: "Now let a miss be dearer, until the model adds less than a tenth of that.",
        found: ({ price, called, gain }) => `At a price of ${price} it calls ${format(100 * called, 0)}\u00a0% of all people and adds ${format(gain, 1)} ` +
          "in 1,000. Most people are above so low a threshold, so it decides much as “everybody” does.",
      },
    ],
  });
  const curves = figure(parts.view("Curves"), {
    x: [prices[0], prices.at(-1)], y: [-0.6 * top, 1.05 * top], xLabel: "price of a miss",
    yLabel: "per 1,000 people", title: "Net benefit at each price",
  });
  const bars = figure(parts.view("People"), {
    x: [-0.5, 1.5], y: [-1.1 * top, 1.1 * top], xTicks: [0, 1], xText: (i) => WAYS[i], yLabel: "people per 1,000",
    title: "Found, less what is paid",
  });
  curves.still("ways", () => {
    curves.horizontal("ways", 0); // nobody
    WAYS.forEach((way, k) => curves.curve("ways", prices.map((price, i) => [price, worth[i][k]]), LOOKS[k]));
    const steep = worth.findIndex(([, everybody]) => everybody > -0.4 * top);
    curves.text("ways", prices.at(-1), worth.at(-1)[0], "model", { class: "cu-over", "text-anchor": "end", dx: -6, dy: "-0.7em" });
    if (steep >= 0) curves.text("ways", prices[steep], -0.4 * top, "everybody", { class: "cu-over", dx: 10 });
    curves.text("ways", prices.at(-1), 0, "nobody", { class: "cu-over", "text-anchor": "end", dx: -6, dy: "1.2em" });
  });
  bars.still("zero", () => bars.horizontal("zero", 0));
  slider(parts.controls, model, "price", { label: "price of a miss", min: prices[0], max: prices.at(-1), step: 1, digits: 0 });
  const numbers = row(parts.controls, "cu-readouts");
  const showThreshold = readout(numbers, "called from p =");
  const showGain = readout(numbers, "added, in 1,000", 1);
  drag(curves, ([price]) => setTrait(model, "price", Math.round(price)));

  return redrawOn(model, ["price"], () => {
    const price = model.get("price");
    const i = price - prices[0];
    curves.clear("here");
    curves.vertical("here", price);
    bars.clear("bars");
    counts[i].forEach(([tp, fp], k) => {
      for (const [value, label, name] of [[tp, 1, "found"], [-fp / price, 0, "paid"]]) {
        const [left, height] = [bars.X(k - 0.3), (1000 * value) / n];
        const [from, to] = [bars.Y(Math.max(height, 0)), bars.Y(Math.min(height, 0))];
        const box = { x: left, width: bars.X(k + 0.3) - left, y: from, height: to - from };
        bars.layer("bars").append(svg("rect", { ...box, class: CLASS[label].className, "fill-opacity": 0.45 }));
        const middle = { "text-anchor": "middle", dy: "0.35em", class: "cu-over" };
        const share = height > 0 ? 0.12 : 0.6; // away from the mark, which comes to stand higher up
        if (Math.abs(height) > 0.2 * top) bars.text("bars", k, share * Math.sign(height) * Math.min(Math.abs(height), 1.6 * top), name, middle);
      }
      bars.marker("bars", k, worth[i][k], YOU);
      curves.marker("here", price, worth[i][k], YOU);
    });
    const [per, called] = [(count) => format((1000 * count) / n, 1), (found[i] + alarms[i]) / n];
    showThreshold(1 / (1 + price));
    showGain(gains[i]);
    curves.describe(`At a price of ${price}: the model ${format(worth[i][0], 1)}, everybody ${format(worth[i][1], 1)}, nobody 0.0 in 1,000.`);
    bars.describe(`The model finds ${per(found[i])} and pays ${format((1000 * alarms[i]) / n / price, 1)}; everybody finds ${format(top, 1)} and pays ` +
      `${format((1000 * (n - positives)) / n / price, 1)}.`);
    parts.solved([gains[i] > 0 && gains[i] >= MOST * gains[best], i > best && gains[i] <= HARDLY * gains[best]], { price, called, gain: gains[i] });
    parts.say(`A miss costs ${price} false alarms. Of 1,000 people the model finds ${per(found[i])} and alarms ${per(alarms[i])} for nothing: ` +
      `worth ${format(worth[i][0], 1)}. Everybody is worth ${format(worth[i][1], 1)}, nobody 0.0.`);
  }, el);
}
