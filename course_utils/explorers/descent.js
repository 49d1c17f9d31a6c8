import {
  bceLoss, BEST, button, calm, CLASS, descentStep, drag, figure, format, guard, handle, layout, linspace,
  niceCeiling, redrawOn, row, setTrait, sigmoid, slider, START, svg, thinned, YOU,
} from "../widgets/shared.js";

const PLAY_SECONDS = 10; // for all epochs of the fit, if it has 200 or more
const RISE = 5e-7; // a loss in float32 flickers by less
const WINDOW = 20;
const MOST_DRAWN = 300; // of a path's positions: the first and the last sixty, and some between
const WIDEST = 64; // times the map

const epochs = (n) => (n === 1 ? "1 epoch" : `${n} epochs`);

/** Position and loss after each epoch: the path of `fit` where the settings are its own, else walked here. */
function walker({ x, y, weight, bias, loss, lr: fitLr }) {
  let settings;
  let walk;
  return (startWeight, startBias, lr, epochs) => {
    if (settings !== `${startWeight} ${startBias} ${lr}`) {
      settings = `${startWeight} ${startBias} ${lr}`;
      const asFit = startWeight === weight[0] && startBias === bias[0] && lr === fitLr;
      walk = asFit
        ? { weight: [...weight], bias: [...bias], loss: [...loss], byFit: loss.length }
        : { weight: [startWeight], bias: [startBias], loss: [bceLoss(startWeight, startBias, x, y)], byFit: 0 };
    }
    while (walk.loss.length <= epochs) {
      const [nextWeight, nextBias] = descentStep(walk.weight.at(-1), walk.bias.at(-1), x, y, lr);
      const nextLoss = bceLoss(nextWeight, nextBias, x, y);
      if (!Number.isFinite(nextLoss)) break;
      walk.weight.push(nextWeight);
      walk.bias.push(nextBias);
      walk.loss.push(nextLoss);
    }
    return walk;
  };
}

function tasksOf({ edge, quick, near, optimum }) {
  if (edge === null) return [];
  const list = [{
    name: "edge",
    ask: `Find the learning rate at which the loss starts to go up and down and does not settle any more. Take at least ${WINDOW} epochs with it.`,
    found: ({ lr }) => `It cannot settle with ${format(lr)}. The edge is ${format(edge)}: 2 divided by the largest curvature of the valley. ` +
      "Beyond it each step lands farther up the opposite wall.",
  }];
  if (quick) list.push({
    name: "quick",
    ask: `From the start given (Reset all), come within ${near} of the lowest loss, ${format(optimum[2])}, in at most ${quick} epochs.`,
    found: ({ lr, epoch }) => `${epochs(epoch)} with a learning rate of ${format(lr)}. With smaller rates the way along the valley takes longer; ` +
      `close to ${format(edge)} the steps across it hardly die out.`,
  });
  return list;
}

export function build({ model, el }) {
  const data = model.get("data");
  const fitEpochs = data.loss.length - 1;
  const walkTo = walker(data);
  let frame = 0;

  const parts = layout(el, model, {
    name: "gradient descent on the loss surface",
    areas: '"map loss" "map data"',
    columns: "minmax(0, 1.25fr) minmax(0, 1fr)",
    rows: "minmax(0, 1fr) minmax(0, 1fr)",
    tasks: tasksOf(data),
  });
  const surface = figure(parts.view("Surface", "map"), {
    x: data.weights, y: data.biases, xLabel: "weight", yLabel: "bias", title: "Loss surface: drag the start",
  });
  const lossCurve = figure(parts.view("Loss", "loss"), {
    x: [0, WINDOW], y: [0, 1], xLabel: "epoch", yLabel: "loss", title: "Loss curve",
  });
  const fitted = figure(parts.view("Data", "data"), {
    x: data.x_range, y: [-0.12, 1.12], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "P(y = 1 | x)", title: "The curve over the data",
  });
  surface.still("contours", () => {
    for (const { lines } of data.contours) {
      for (const line of lines) {
        const points = Array.from({ length: line.length / 2 }, (_, i) => line.slice(2 * i, 2 * i + 2));
        surface.curve("contours", points, { class: "cu-curve cu-thin" });
      }
    }
    const [[left, right], [low, high]] = [data.weights, data.biases];
    surface.curve("contours", [[left, low], [right, low], [right, high], [left, high], [left, low]], { class: "cu-curve cu-thin" });
    surface.clear("levels");
    const taken = [];
    for (const { level, label } of data.contours) {
      if (!label) continue;
      const far = (to) => Math.hypot((surface.X(to[0]) - surface.X(label[0])) / 2, surface.Y(to[1]) - surface.Y(label[1]));
      if ([...taken, data.optimum ?? data.weights].some((other) => far(other) < 1.3 * surface.font)) continue;
      taken.push(label);
      surface.text("levels", ...label, format(level, 2), { class: "cu-level", "text-anchor": "middle", dy: "0.35em" });
    }
  });
  surface.still("optimum", () => { if (data.optimum) surface.marker("optimum", data.optimum[0], data.optimum[1], { ...BEST, size: 6 }); });
  surface.layer("path");
  fitted.still("data", () => {
    for (const label of [0, 1]) {
      const ofClass = data.x.filter((_, i) => data.y[i] === label);
      fitted.markers("data", ofClass.map((x) => [x, label]), { ...CLASS[label], filled: true, size: 4 });
    }
    fitted.horizontal("data", 0.5);
  });

  const goTo = (epoch) => setTrait(model, "epoch", Math.min(epoch, data.most_epochs));
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    playButton.textContent = "Play";
  };
  const startAnew = (changes) => {
    stop();
    for (const [name, value] of Object.entries(changes)) setTrait(model, name, value);
    goTo(0);
  };
  const ranges = [
    ["lr", { label: "learning rate", min: data.lr_range[0], max: data.lr_range[1], step: 0.01, digits: 3, scale: "log" }],
    ["start_weight", { label: "start: weight", min: data.weights[0], max: data.weights[1], step: 0.01 }],
    ["start_bias", { label: "start: bias", min: data.biases[0], max: data.biases[1], step: 0.01 }],
  ];
  for (const [name, options] of ranges) {
    slider(parts.controls, model, name, options).addEventListener("cu-moved", () => startAnew({}));
  }
  const buttons = row(parts.controls);
  for (const steps of [1, 10, 100]) {
    button(buttons, `Step ${steps}`, () => {
      stop();
      goTo(model.get("epoch") + steps);
    });
  }
  const playButton = button(buttons, "Play", () => {
    if (frame) return stop();
    const from = model.get("epoch") < fitEpochs ? model.get("epoch") : 0;
    if (calm()) return goTo(fitEpochs);
    const begun = performance.now();
    const next = guard(el, (now) => {
      const epoch = from + Math.floor((Math.max(now - begun, 0) / 1000) * Math.max(fitEpochs / PLAY_SECONDS, 20));
      goTo(Math.min(epoch, fitEpochs));
      if (epoch < fitEpochs) frame = requestAnimationFrame(next);
      else stop();
    });
    playButton.textContent = "Pause";
    frame = requestAnimationFrame(next);
  });
  playButton.classList.add("cu-play");
  button(buttons, "Back to start", () => startAnew({}));
  const original = { start_weight: data.weight[0], start_bias: data.bias[0], lr: data.lr };
  button(buttons, "Reset all", () => startAnew(original));

  const startAt = ([weight, bias]) => {
    const within = (value, [low, high]) => Number(Math.min(Math.max(value, low), high).toFixed(3));
    startAnew({ start_weight: within(weight, data.weights), start_bias: within(bias, data.biases) });
  };
  drag(surface, startAt, { ways: "both" });
  const start = handle(surface, { move: startAt, mark: START });
  const arrow = svg("path", { class: "cu-curve cu-arrow" });
  surface.root.append(arrow);
  surface.root.addEventListener("pointermove", (event) => showStep(surface.at(event)));
  surface.root.addEventListener("pointerleave", () => arrow.removeAttribute("d"));

  /** The way that gradient descent would take from here, as an arrow in pixels; as long as the step, within reason. */
  function showStep([weight, bias]) {
    const [nextWeight, nextBias] = descentStep(weight, bias, data.x, data.y, model.get("lr"));
    const [x0, y0] = [surface.X(weight), surface.Y(bias)];
    const [dx, dy] = [surface.X(nextWeight) - x0, surface.Y(nextBias) - y0];
    const length = Math.hypot(dx, dy);
    if (!(length > 0)) return arrow.removeAttribute("d");
    const drawn = Math.min(Math.max(length, 14), 90);
    const [ux, uy] = [dx / length, dy / length];
    const [x1, y1] = [x0 + ux * drawn, y0 + uy * drawn];
    const barb = (side) => `L${x1 - 7 * ux + side * 4 * uy} ${y1 - 7 * uy - side * 4 * ux}`;
    arrow.setAttribute("d", `M${x0} ${y0}L${x1} ${y1}M${x1} ${y1}${barb(1)}M${x1} ${y1}${barb(-1)}`);
  }

  /** The map's ranges, widened by doubling until they hold the path. */
  function rangesFor(path) {
    const around = ([low, high], k) => [(low + high - k * (high - low)) / 2, (low + high + k * (high - low)) / 2];
    let k = 1;
    const holds = () => {
      const [[left, right], [low, high]] = [around(data.weights, k), around(data.biases, k)];
      return path.every(([w, b]) => w >= left && w <= right && b >= low && b <= high);
    };
    while (k < WIDEST && !holds()) k *= 2;
    return { k, holds: holds(), x: around(data.weights, k), y: around(data.biases, k) };
  }

  const stopDrawing = redrawOn(model, ["epoch", "lr", "start_weight", "start_bias"], () => {
    const lr = model.get("lr");
    const walk = walkTo(model.get("start_weight"), model.get("start_bias"), lr, model.get("epoch"));
    const epoch = Math.min(model.get("epoch"), walk.loss.length - 1);
    if (epoch < model.get("epoch")) goTo(epoch); // no further: the numbers overflowed
    const [weight, bias, loss] = [walk.weight[epoch], walk.bias[epoch], walk.loss[epoch]];
    for (const [name, value] of Object.entries({ weight, bias, loss })) {
      if (model.get(name) !== value) setTrait(model, name, value);
    }
    const path = Array.from({ length: epoch + 1 }, (_, i) => [walk.weight[i], walk.bias[i]]);
    const losses = walk.loss.slice(0, epoch + 1);
    const few = epoch <= 3 * WINDOW;
    const dots = { shape: "circle", className: "cu-model", filled: true, size: 2 };

    const map = rangesFor(path);
    surface.show(map);
    surface.clear("path");
    const [first, rest] = [path.slice(0, 3 * WINDOW), path.slice(3 * WINDOW)];
    const drawn = [...first, ...thinned(rest, MOST_DRAWN - first.length, 3 * WINDOW)];
    surface.curve("path", drawn, { class: `cu-curve cu-model cu-path ${few ? "" : "cu-long"}` });
    if (few) surface.markers("path", path, dots);
    surface.marker("path", weight, bias, { ...YOU, size: 6 });
    start.place(...path[0]);

    const last = Math.max(epoch, frame ? fitEpochs : WINDOW);
    const top = losses.reduce((highest, value) => Math.max(highest, value), data.optimum?.[2] ?? 0);
    lossCurve.show({ x: [0, 1.03 * niceCeiling(last)], y: [0, 1.04 * niceCeiling(top)] });
    lossCurve.clear("loss");
    if (data.optimum) lossCurve.horizontal("loss", data.optimum[2]);
    lossCurve.curve("loss", losses.map((value, i) => [i, value]), { class: "cu-curve cu-model cu-path" });
    if (few) lossCurve.markers("loss", losses.map((value, i) => [i, value]), dots);
    lossCurve.marker("loss", epoch, loss, { ...YOU, size: 6 });

    fitted.clear("curve");
    const shown = linspace(...data.x_range, 201).map((x) => [x, sigmoid(weight * x + bias)]);
    fitted.curve("curve", shown, { class: "cu-curve cu-model" });

    const recent = losses.slice(-WINDOW - 1);
    const rises = recent.filter((value, i) => i > 0 && value > recent[i - 1] + RISE).length;
    const falls = recent.filter((value, i) => i > 0 && value < recent[i - 1] - RISE).length;
    const swings = epoch >= WINDOW && rises >= 5 && falls >= 5;
    const beyond = data.edge !== null && lr > data.edge;
    const near = beyond && lr <= 1.6 * data.edge;
    const said = [`After ${epochs(epoch)}: loss ${format(loss)}, weight ${format(weight)}, bias ${format(bias)}.`];
    if (epoch > 1) {
      if (epoch < walk.byFit) said.push("This is the path of fit.");
      else if (walk.byFit) said.push(`From epoch ${walk.byFit} on, the browser walked.`);
      const span = epochs(Math.min(epoch, WINDOW));
      said.push(`In the last ${span} the loss ${rises ? `rose ${rises} times` : "never rose"}.`);
    }
    if (swings && !beyond) said.push("Step on: does it settle?");
    if (swings && near) said.push("With this learning rate it will not settle.");
    else if (swings && beyond) said.push("It also does so with smaller learning rates.");
    if (map.k > 1) said.push(`The map shows ${map.k} times as much, to hold the path${map.holds ? "" : ", and still not all of it"}.`);
    surface.describe(`A valley from the upper left to the lower right. The path goes from weight ${format(path[0][0], 2)}, bias ${format(path[0][1], 2)} ` +
      `to weight ${format(weight, 2)}, bias ${format(bias, 2)}${data.optimum ? `; the lowest point is ${format(data.optimum[0], 2)}, ${format(data.optimum[1], 2)}` : ""}.`);
    lossCurve.describe(`The loss goes from ${format(losses[0])} to ${format(loss)} in ${epochs(epoch)}.`);
    fitted.describe(`The curve passes one half at x = ${format(-bias / weight, 1)}.`);
    const asGiven = Object.entries(original).every(([name, value]) => name === "lr" || model.get(name) === value);
    parts.solved([
      swings && near,
      Boolean(data.quick) && asGiven && epoch <= data.quick && loss <= data.optimum[2] + data.near,
    ].slice(0, tasksOf(data).length), { lr, epoch });
    parts.say(said.join(" "));
  }, el);

  return () => {
    cancelAnimationFrame(frame);
    stopDrawing();
  };
}
