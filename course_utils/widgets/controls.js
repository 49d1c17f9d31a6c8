// Controls that work by mouse, touch and keyboard.

import { format, readNumber } from "./arithmetic.js";
import { guard, html, newId, setTrait, tellSet } from "./elements.js";

const OURS = { "data-lm-suppress-shortcuts": "true" }; // else JupyterLab takes the keys
const WAIT = 400; // milliseconds until a button that is held repeats
const AGAIN = 60;

// How a value becomes a place on a slider, and back: [to the place, to the value].
const SCALES = {
  linear: [(value) => value, (at) => at],
  log: [Math.log10, (at) => Number((10 ** at).toPrecision(3))], // equal ways are equal factors
  error: [(value) => -Math.log10(1.01 - value), (at) => 1.01 - 10 ** -at], // near 1 the ways are long
  logit: [(p) => Math.log(p) - Math.log1p(-p), (z) => 1 / (1 + Math.exp(-z))],
};

/**
 * A labelled slider bound to the trait `name` of the model, with − and + beside it, and the value to type.
 * `scale` is "linear", "log", "error" (for shares near 1) or "logit"; `min` and `max` are values, `step` is in
 * places on the slider; `ends` are the values at its two ends, if not `min` and `max`. `show(value)` writes the value, `read(text, ends)` reads what was typed. `accept(value,
 * present)` may put another value in the place of the one asked for. Returns the range input.
 */
export function slider(parent, model, name, options) {
  const { label, min, max, step, digits = 2, scale = "linear", ends = [min, max], accept = (asked) => asked } = options;
  const { show = (value) => format(value, digits), read = readNumber } = options;
  const [toPlace, toValue] = SCALES[scale];
  const [low, high] = [toPlace(min), toPlace(max)];
  const nSteps = Math.round((high - low) / step);
  // a place on the grid of steps, the ends exactly
  const valueAt = (at) => {
    if (at >= high - step / 4) return ends[1];
    if (at <= low + step / 4) return ends[0];
    return scale === "linear" ? at : Number(toValue(at).toFixed(scale === "log" ? 12 : digits));
  };
  const id = newId("slider");
  const input = html("input", { type: "range", id, min: low, max: scale === "linear" ? max : low + nSteps * step, step, ...OURS });
  const value = html("input", {
    type: "text", class: "cu-value", inputmode: "decimal", autocomplete: "off", "aria-label": `${label}: type a value`, ...OURS,
  });
  const set = (asked) => setTrait(model, name, accept(asked, model.get(name)));
  const go = (asked) => {
    set(asked);
    input.dispatchEvent(new Event("cu-moved"));
  };
  const refresh = () => {
    const now = model.get(name);
    // rounding may give two places one value: the slider stays where the hand has put it
    if (valueAt(Number(input.value)) !== now) input.value = Math.min(Math.max(toPlace(now), -1e9), 1e9);
    if (document.activeElement !== value || !value.dataset.typing) value.value = show(now);
    input.setAttribute("aria-valuetext", show(now));
  };
  input.addEventListener("input", () => go(valueAt(Number(input.value))));
  value.addEventListener("input", () => { value.dataset.typing = "yes"; });
  const typed = () => {
    if (!value.dataset.typing) return;
    delete value.dataset.typing;
    const asked = read(value.value, ends);
    if (Number.isFinite(asked)) go(Math.min(Math.max(asked, ends[0]), ends[1])), tellSet(value);
    refresh();
  };
  value.addEventListener("change", typed);
  value.addEventListener("keydown", (event) => {
    if (event.key === "Enter") typed(), value.select();
    if (event.key === "Escape") delete value.dataset.typing, refresh();
  });
  value.addEventListener("focus", () => value.select());
  const nudge = (way) => {
    const here = Math.min(Math.max(toPlace(model.get(name)), low), high);
    for (let n = 1; n <= nSteps; n++) { // further, where `accept` gives the same value again
      const before = model.get(name);
      const at = low + step * (Math.round((here - low) / step) + n * way);
      go(valueAt(Math.min(Math.max(at, low), high)));
      if (model.get(name) !== before || at < low || at > high) return;
    }
  };
  model.on(`change:${name}`, refresh);
  refresh();
  parent.append(html("div", { class: "cu-slider" },
    html("label", { for: id }, label), value,
    stepper("−", `${label}: less`, () => nudge(-1)), input, stepper("+", `${label}: more`, () => nudge(1))));
  return input;
}

/** A button that repeats while it is held. Keys have the slider, so Tab passes it by. */
function stepper(text, label, step) {
  const element = html("button", { type: "button", class: "cu-step", "aria-label": label, tabindex: "-1", ...OURS }, text);
  let timer;
  const stop = () => clearTimeout(timer);
  const again = () => {
    step();
    timer = setTimeout(again, AGAIN);
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    stop();
    step();
    tellSet(element);
    timer = setTimeout(again, WAIT);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) element.addEventListener(end, stop);
  element.addEventListener("contextmenu", (event) => event.preventDefault()); // what a long touch asks for
  element.addEventListener("click", (event) => { if (event.detail === 0) step(), tellSet(element); }); // pressed without a pointer
  return element;
}

export function button(parent, label, onClick) {
  const element = html("button", { type: "button", class: "cu-button", ...OURS }, label);
  element.addEventListener("click", (event) => {
    guard(parent.closest(".cu-explorer") ?? parent, onClick)(event);
    tellSet(element);
  });
  parent.append(element);
  return element;
}
