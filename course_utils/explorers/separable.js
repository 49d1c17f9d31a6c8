import {
  bceLoss, button, calm, CLASS, descentStep, figure, format, guard, layout, linspace, onePerson, redrawOn, row,
  separability, setTrait, sigmoid, slider, YOU,
} from "../widgets/shared.js";

const RANGES = [2, 5, 10, 20, 50, 100, 200, 500, 1000];
const WORDS = { 1: "yes", 0.5: "almost, the classes touch", 0: "no" };
const NAMES = ["negative", "positive"];

export function build({ model, el }) {
  const { centre, lr, max_points: maxPoints, max_epochs: maxEpochs, ...start } = model.get("data");
  const get = (name) => model.get(name);
  const parts = layout(el, model, {
    name: "separable classes and weight decay",
    areas: '"data weight"',
    share: 61,
    tasks: [
      {
        name: "rest",
        ask: "Make the classes separable, play, and let the weight run past 10. Then bring it to rest below 3 with weight decay, the classes still separable.",
        found: ({ weight, decay }) => `The weight rests at ${format(weight)}. Without decay a larger weight is always cheaper once one cut tells the ` +
          `classes apart; with it, ${format(decay)} · weight pulls back as strongly as the people pull on.`,
      },
      {
        name: "one-person",
        ask: "Set the weight decay back to 0. Add a single person so that the weight comes to rest all the same.",
        found: ({ weight }) => `It rests at ${format(weight)}, without any decay: one person on the wrong side is enough, ` +
          "because a larger weight makes that person dearer and dearer.",
      },
    ],
  });
  const plot = figure(parts.view("Data"), {
    x: [0, 10], y: [-0.12, 1.12], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "y, and P(y = 1 | x)", title: "Data: drag the people",
  });
  const weights = figure(parts.view("Weight"), {
    x: [0, Math.log10(maxEpochs) + 0.3], y: [0, 2], xLabel: "epoch", yLabel: "weight", title: "Weight",
    xTicks: (n) => (n > 5 ? [0, 1, 2, 3, 4, 5] : [0, 2, 4]), xText: (power) => (power < 4 ? String(10 ** power) : `${10 ** (power - 3)}k`),
  });
  let runs = [[[get("epoch"), get("weight")]]]; // [epoch, weight] of each run: the one before stays in sight
  let ranAway = false;
  let playing = 0;

  // ---------------------------------------------------------------- training

  function walk(n) {
    const x = get("x").map((value) => value - centre);
    const [y, decay] = [get("y"), get("weight_decay")];
    let [epoch, w, b] = [get("epoch"), get("weight"), get("bias") + centre * get("weight")];
    for (const end = Math.min(epoch + n, maxEpochs); epoch < end;) {
      [w, b] = descentStep(w, b, x, y, lr, decay);
      epoch += 1;
      if (epoch < 100 || epoch >= 1.02 * runs.at(-1).at(-1)[0]) runs.at(-1).push([epoch, w]);
    }
    set({ epoch, weight: w, bias: b - centre * w });
  }
  function set(values) {
    for (const [name, value] of Object.entries(values)) setTrait(model, name, value);
  }
  function newRun(weight) {
    runs = [...runs.filter((run) => run.length > 1).slice(-1), [[0, weight]]];
  }
  function restart() {
    newRun(0);
    set({ epoch: 0, weight: 0, bias: 0 });
  }
  /** What the weight was driven to at the last epoch is not the end: from there it goes on under what has changed. */
  function goOn() {
    if (get("epoch") < maxEpochs) return;
    newRun(get("weight"));
    set({ epoch: 0 });
  }
  function pause() {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = "play";
  }
  const frame = guard(el, () => {
    walk(1 + Math.floor(0.03 * get("epoch"))); // an even pace on the logarithmic axis
    if (get("epoch") < maxEpochs) playing = requestAnimationFrame(frame);
    else pause();
  });
  function onPlay() {
    if (playing) return pause();
    if (get("epoch") >= maxEpochs) restart();
    if (calm()) return walk(maxEpochs);
    play.textContent = "pause";
    playing = requestAnimationFrame(frame);
  }

  // ------------------------------------------------------------------ points

  function add(label) {
    const [x, y] = [get("x"), get("y")];
    if (x.length >= maxPoints) return;
    const free = linspace(0, 5, 51).flatMap((far) => [5 - far, 5 + far]).map((at) => Number(at.toFixed(1)));
    who.selected = x.length;
    goOn();
    set({ x: [...x, free.find((at) => !x.includes(at)) ?? 5], y: [...y, label] });
  }

  // ---------------------------------------------------------------- controls

  const who = onePerson(parts.controls, plot, model, { word: "point", range: [0, 10], about: goOn, redraw: () => draw() });
  const adding = row(parts.controls);
  const adders = [0, 1].map((label) => button(adding, `add ${NAMES[label]}`, () => add(label)));
  button(adding, "first points", () => { who.selected = 0; goOn(); set({ x: start.x, y: start.y }); });
  slider(parts.controls, model, "weight_decay", { label: "weight decay", min: 0, max: 0.1, step: 0.001, digits: 3 })
    .addEventListener("cu-moved", goOn);
  const steps = row(parts.controls);
  button(steps, "step 1", () => walk(1));
  button(steps, "step 100", () => walk(100));
  const play = button(steps, "play", onPlay);
  play.classList.add("cu-play");
  button(steps, "reset", () => { pause(); restart(); });

  // ----------------------------------------------------------------- drawing

  function drawData(x, y, weight, bias) {
    plot.clear("points");
    plot.horizontal("points", 0.5);
    const curve = linspace(0, 10, 401).map((at) => [at, sigmoid(weight * at + bias)]);
    plot.curve("points", curve, { class: "cu-curve cu-model" });
    who.show();
    plot.marker("points", x[who.selected], y[who.selected], { filled: false, size: 11, className: "cu-selected" });
    x.forEach((at, i) => plot.marker("points", at, y[i], { ...CLASS[y[i]], filled: weight * at + bias >= 0, size: 6 }));
    for (const adder of adders) adder.disabled = x.length >= maxPoints;
  }

  function drawWeights() {
    const all = runs.flat().map(([, weight]) => weight);
    const [low, high] = [-Math.min(0, ...all), Math.max(0, ...all)].map((far) => RANGES.find((r) => r >= far) ?? far);
    weights.show({ y: [all.some((weight) => weight < 0) ? -low : 0, high] });
    weights.clear("runs");
    runs.forEach((run, i) => {
      const look = i < runs.length - 1 ? "cu-guide" : "cu-curve cu-model";
      weights.curve("runs", run.map(([epoch, weight]) => [Math.log10(Math.max(epoch, 1)), weight]), { class: look });
    });
    if (runs.length > 1) {
      const [then, was] = runs.at(-2).at(-1);
      weights.label("runs", Math.log10(Math.max(then, 1)), was, "before", { "text-anchor": then < 100 ? "start" : "end", dy: was > high / 2 ? "1.2em" : "-0.5em" });
    }
    const [epoch, weight] = runs.at(-1).at(-1);
    if (epoch > 0 || weight !== 0) weights.marker("runs", Math.log10(Math.max(epoch, 1)), weight, YOU);
  }

  function draw() {
    const [x, y, decay, epoch, weight, bias] = ["x", "y", "weight_decay", "epoch", "weight", "bias"].map(get);
    if (epoch < (runs.at(-1).at(-1)?.[0] ?? 0)) runs = [...runs.slice(-1), []]; // set back from elsewhere
    if (runs.at(-1).at(-1)?.[0] !== epoch) runs.at(-1).push([epoch, weight]);
    drawData(x, y, weight, bias);
    drawWeights();

    const far = x.map((at) => at - centre);
    const [nextW, nextB] = descentStep(weight, bias + centre * weight, far, y, lr, decay);
    const rests = Math.hypot(nextW - weight, nextB - bias - centre * weight) < 1e-6 * lr;
    const goes = rests ? "at rest" : Math.abs(nextW) > Math.abs(weight) ? "growing" : "falling";
    const right = x.filter((at, i) => weight * at + bias >= 0 === (y[i] === 1)).length;
    const separable = separability(x, y);
    if (separable !== 1) ranAway = false;
    else if (Math.abs(weight) > 10) ranAway = true;
    const walked = epoch > 0 || weight !== 0;
    plot.describe(`${x.length} people; the curve passes one half at x = ${weight ? format(-bias / weight, 1) : "no place"}.`);
    weights.describe(`The weight is ${format(weight)} at epoch ${epoch}.`);
    parts.solved([
      ranAway && rests && decay > 0 && Math.abs(weight) < 3,
      walked && rests && decay === 0 && separable !== 1 && x.length > start.x.length,
    ], { weight, decay });
    const onward = walked && !rests && epoch === 0 ? ", from where it was: play" : "";
    const size = `weight ${format(weight)}${walked ? `, ${goes}${onward}` : ""}`;
    parts.say(`Separable: ${WORDS[separable]}. Epoch ${epoch.toLocaleString("en")}: ${size}; ` +
      `${right} of ${x.length} right; cross-entropy ${format(bceLoss(weight, bias, x, y), 4)}.`);
  }

  const stop = redrawOn(model, ["x", "y", "weight_decay", "epoch", "weight", "bias"], draw, el);
  return () => { pause(); stop(); };
}
