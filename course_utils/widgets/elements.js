// Elements, what ties them to a model, and what is said when something fails.

import { format } from "./arithmetic.js";
import { glider } from "./glide.js";

export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

let lastId = 0;
export function newId(kind) {
  lastId += 1;
  return `cu-${kind}-${lastId}-${Math.random().toString(36).slice(2, 8)}`;
}

export function row(parent, className = "cu-row") {
  const element = html("div", { class: className });
  parent.append(element);
  return element;
}

/** Text below a picture or among the controls that does not change. */
export function note(parent, text) {
  const element = html("p", { class: "cu-note" }, text);
  parent.append(element);
  return element;
}

/** A large number with its name below it, as `numbersIn` finds them; returns the function that sets the number. */
export function readout(parent, name, digits = 3) {
  const number = html("span", { class: "cu-number" });
  parent.append(html("p", { class: "cu-readout" }, number, html("span", {}, name)));
  return (value) => {
    number.textContent = typeof value === "string" ? value : format(value, digits);
  };
}

/** The large numbers below an element, each as its name and the number. */
export function numbersIn(parent) {
  return [...parent.querySelectorAll(".cu-readout")].map((one) => `${one.lastChild.textContent} ${one.firstChild.textContent}`);
}

/** Set a trait at once here, and tell Python at most ten times a second: the last value always arrives. */
export function setTrait(model, name, value) {
  model.set(name, value);
  if (waiting.has(model)) return;
  waiting.add(model);
  setTimeout(() => {
    waiting.delete(model);
    model.save_changes();
  }, 100);
}
const waiting = new WeakSet();

/**
 * A line of text that assistive technology reads out when it has changed and come to rest, once, after those of the
 * `numbers()` beside it, texts such as "cost 0.925", that have changed and are not in it. Call the result with the text
 * and with what to say first. What stands there at the beginning is not read out.
 */
export function liveText(parent, numbers = () => []) {
  const shown = html("p", { class: "cu-result" });
  const announced = html("p", { class: "cu-announced", "aria-live": "polite" });
  parent.append(shown, announced);
  let timer;
  let before; // what was last read out, or could be read at the beginning
  let ahead = "";
  const announce = () => {
    const [text, beside] = [shown.textContent, numbers()];
    const inText = text.split(/[\s,;:]+/).map((word) => word.replace(/\.$/, ""));
    const fresh = beside.filter((one) => !before.beside.includes(one) && !inText.includes(one.split(" ").at(-1)));
    const parts = [ahead, ...fresh.map((one) => `${one}.`), text === before.text ? "" : text].filter(Boolean);
    if (parts.length) announced.textContent = parts.join(" ");
    before = { text, beside };
    ahead = "";
  };
  return (text, first = "") => {
    if (shown.textContent !== text) {
      shown.textContent = text;
      keepHeight(shown);
    }
    before ??= { text, beside: numbers() };
    ahead = first || ahead;
    clearTimeout(timer);
    timer = setTimeout(announce, REST);
  };
}
const REST = 400; // milliseconds

/** Say, from an element of a figure, that something was just set there, by one act and not by a hand that moves. */
export const tellSet = (element) => element.dispatchEvent(new Event("cu-set", { bubbles: true }));

/** Let an element keep the height that it once needed, so that what stands below it does not jump. */
export function keepHeight(element) {
  if (element.dataset.width !== String(element.clientWidth)) {
    element.style.minHeight = "";
    element.dataset.width = element.clientWidth;
  }
  const height = element.offsetHeight;
  if (height > (parseFloat(element.style.minHeight) || 0)) element.style.minHeight = `${height}px`;
}

/**
 * Redraw on any change of the traits named and of a picture's size, at most once a frame; returns the
 * function that stops it. What has been `set` glides there.
 */
export function redrawOn(model, names, draw, el) {
  let pending = 0;
  let glides = false;
  const glide = glider(el);
  const guarded = guard(el, draw);
  const request = () => {
    if (pending) return;
    glides = false;
    pending = requestAnimationFrame(() => { pending = 0; glide(guarded, glides); });
  };
  const hear = () => { glides = pending !== 0; };
  for (const name of names) model.on(`change:${name}`, request);
  el.addEventListener("cu-resized", guarded);
  el.addEventListener("cu-set", hear);
  guarded();
  return () => {
    cancelAnimationFrame(pending);
    el.removeEventListener("cu-resized", guarded);
    el.removeEventListener("cu-set", hear);
    for (const name of names) model.off(`change:${name}`, request);
  };
}

/** Run `work`; if it fails, say so in the figure instead of leaving it empty. */
export function guard(el, work) {
  return (...args) => {
    try {
      return work(...args);
    } catch (error) {
      const message = `This live figure failed: ${error.message}. Run its cell again; the static picture shows the same view.`;
      el.replaceChildren(html("p", { class: "cu-error", role: "alert" }, message));
      console.error(error);
    }
  };
}
