import {
  bceLoss, button, calm, CLASS, descentStep, elasticFigure, figure, format, guard, html, linspace, liveText,
  niceCeiling, redrawOn, row, setTrait, sigmoid, slider, task,
} from "../widgets/shared.js";

const PLAY_SECONDS = 10; // for all epochs of the fit, if it has 200 or more
const RISE = 5e-7; // a loss in float32 flickers by less
const WINDOW = 20;

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

export function build({ model, el }) {
  const data = model.get("data");
  const fitEpochs = data.loss.length - 1;
  const walkTo = walker(data);
  let frame = 0;

  const pictures = row(el);
  const surface = figure(pictures, {
    x: data.weights, y: data.biases, xLabel: "weight", yLabel: "bias", height: 400,
    title: "Loss surface: click to start elsewhere",
  });
  const stack = row(pictures, "cu-stack");
  const lossCurve = elasticFigure(stack, { xLabel: "epoch", yLabel: "loss", title: "Loss curve", height: 200 });
  const fitted = figure(stack, {
    x: data.x_range, y: [-0.08, 1.08], yTicks: [0, 0.5, 1], xLabel: "x", yLabel: "y, P(y = 1 | x)", height: 200,
    title: "The curve over the data",
  });
  for (const { level, label, lines } of data.contours) {
    for (const line of lines) {
      const points = Array.from({ length: line.length / 2 }, (_, i) => line.slice(2 * i, 2 * i + 2));
      surface.curve("contours", points, { class: "cu-curve cu-thin" });
    }
    const text = { class: "cu-level", "text-anchor": "middle", dy: 4 };
    if (label) surface.text("levels", ...label, format(level, 2), text);
  }
  surface.layer("path");
  if (data.optimum) surface.marker("optimum", data.optimum[0], data.optimum[1], { shape: "cross", size: 5 });
  for (const label of [0, 1]) {
    const ofClass = data.x.filter((_, i) => data.y[i] === label);
    fitted.markers("data", ofClass.map((x) => [x, label]), { ...CLASS[label], filled: true, size: 4 });
  }
  fitted.horizontal("half", 0.5);

  const dashed = data.optimum ? ", cross and dashed line: lowest loss" : "";
  el.append(html("p", { class: "cu-note" }, `Square: start, ring: where it is now${dashed}.`));

  const buttons = row(el, "cu-controls");
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
  button(buttons, "Back to start", () => startAnew({}));
  const original = { start_weight: data.weight[0], start_bias: data.bias[0], lr: data.lr };
  button(buttons, "Reset all", () => startAnew(original));

  const controls = row(el, "cu-controls");
  const ranges = [
    ["lr", { label: "learning rate", min: data.lr_range[0], max: data.lr_range[1], step: 0.01, digits: 3, log: true }],
    ["start_weight", { label: "start: weight", min: data.weights[0], max: data.weights[1], step: 0.01 }],
    ["start_bias", { label: "start: bias", min: data.biases[0], max: data.biases[1], step: 0.01 }],
  ];
  for (const [name, options] of ranges) {
    slider(controls, model, name, options).addEventListener("input", () => startAnew({}));
  }
  surface.root.classList.add("cu-pickable");
  surface.root.addEventListener("click", (event) => {
    const [weight, bias] = surface.at(event).map((value) => Number(value.toFixed(3)));
    if (inside(weight, bias)) startAnew({ start_weight: weight, start_bias: bias });
  });
  const inside = (weight, bias) =>
    weight >= data.weights[0] && weight <= data.weights[1] && bias >= data.biases[0] && bias <= data.biases[1];

  const say = liveText(el);
  const solved = data.edge === null ? () => {} : task(el,
    "Find the learning rate at which the loss starts to go up and down and does not settle any more. " +
    `Take at least ${WINDOW} epochs with it.`);

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
    const dots = epoch <= 3 * WINDOW ? { shape: "circle", className: "cu-positive", filled: true, size: 2 } : null;

    surface.clear("path");
    surface.curve("path", path, { class: "cu-curve cu-path" });
    if (dots) surface.markers("path", path, dots);
    surface.marker("path", ...path[0], { shape: "square", className: "cu-positive" });
    surface.marker("path", weight, bias, { className: "cu-positive", filled: false, size: 6 });

    const last = Math.max(epoch, frame ? fitEpochs : WINDOW);
    const top = losses.reduce((highest, value) => Math.max(highest, value), data.optimum?.[2] ?? 0);
    const curve = lossCurve({ x: [0, 1.03 * niceCeiling(last)], y: [0, 1.04 * niceCeiling(top)] });
    curve.clear("loss");
    if (data.optimum) curve.horizontal("loss", data.optimum[2]);
    curve.curve("loss", losses.map((value, i) => [i, value]), { class: "cu-curve cu-path" });
    if (dots) curve.markers("loss", losses.map((value, i) => [i, value]), dots);
    curve.marker("loss", epoch, loss, { className: "cu-positive", filled: false, size: 6 });

    fitted.clear("curve");
    const shown = linspace(...data.x_range, 201).map((x) => [x, sigmoid(weight * x + bias)]);
    fitted.curve("curve", shown, { class: "cu-curve cu-strong" });

    const recent = losses.slice(-WINDOW - 1);
    const rises = recent.filter((value, i) => i > 0 && value > recent[i - 1] + RISE).length;
    const falls = recent.filter((value, i) => i > 0 && value < recent[i - 1] - RISE).length;
    const swings = epoch >= WINDOW && rises >= 5 && falls >= 5;
    const beyond = data.edge !== null && lr > data.edge;
    const near = beyond && lr <= 1.6 * data.edge;
    const parts = [`After ${epochs(epoch)}: loss ${format(loss)}, weight ${format(weight)}, bias ${format(bias)}.`];
    if (epoch > 1) {
      if (epoch < walk.byFit) parts.push("This is the path of fit.");
      else if (walk.byFit) parts.push(`From epoch ${walk.byFit} on, the browser walked.`);
      else parts.push("The browser walked this path.");
      const span = epochs(Math.min(epoch, WINDOW));
      parts.push(`In the last ${span} the loss ${rises ? `rose ${rises} times` : "never rose"}.`);
    }
    if (swings && !beyond) parts.push("Step on: does it settle?");
    if (swings && near) parts.push("With this learning rate it will not settle.");
    else if (swings && beyond) parts.push("It also does so with smaller learning rates.");
    const left = path.filter(([w, b]) => !inside(w, b)).length;
    if (left) {
      const also = inside(weight, bias) ? "" : ", the last one too";
      parts.push(`The path leaves the view (${left} of ${path.length} positions are outside${also}).`);
    }
    say(parts.join(" "));
    solved(swings && near);
  }, el);

  return () => {
    cancelAnimationFrame(frame);
    stopDrawing();
  };
}
