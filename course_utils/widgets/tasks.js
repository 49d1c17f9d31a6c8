// What there is to find: a task, what its answer means, and a harder one.

import { html } from "./elements.js";
import { button } from "./controls.js";

/**
 * The tasks of an explorer, above its picture, one shown at a time. Each has a `name`, the text that asks,
 * and `found`: what was found and why it is so, a text, or a function of the facts that makes one.
 * Call the result at every drawing with one `true` or `false` for each task, whether its condition holds
 * now, and with the facts. A task is solved once somebody has done something and its condition holds while it is shown; the
 * trait `solved` holds the names of the solved, those of earlier sessions among them. Their marks lead to the tasks,
 * and the first that is open is shown. Returns what to announce, if something was just solved.
 */
export function tasks(parent, model, list) {
  const marks = html("div", { class: "cu-marks", role: "group", "aria-label": "Tasks" });
  const ticks = list.map(() => html("span", { "aria-hidden": "true" }));
  const asks = list.map(({ ask }, i) => html("p", {}, html("strong", {}, `Task ${i + 1} of ${list.length}. `), ask));
  const said = list.map(() => html("span"));
  const founds = list.map((_, i) => html("p", {}, html("strong", {}, `Task ${i + 1} solved. `), said[i], " "));
  const card = html("div", { class: "cu-task" }, marks, html("div", { class: "cu-asked" }, ...asks, ...founds));
  parent.append(card);
  let shown = Math.max(list.findIndex(({ name }) => !isSolved(name)), 0);
  let found = false; // whether the card says what was found
  let begun = false; // what holds as the figure opens is no merit
  for (const act of ["pointerdown", "keydown", "input", "click"]) {
    parent.closest(".cu-explorer").addEventListener(act, () => { begun = true; }, { capture: true });
  }
  if (list.length > 1) {
    founds.forEach((text, i) => button(text, i + 1 < list.length ? "Next task" : "First task again", () => choose((i + 1) % list.length)));
  }
  const choices = list.map((_, i) => {
    const choice = button(marks, "", () => choose(i));
    choice.className = "cu-mark";
    choice.append(ticks[i]);
    return choice;
  });

  function choose(i) {
    shown = i;
    found = false;
    show();
    card.dispatchEvent(new Event("cu-resized", { bubbles: true })); // its condition may hold already
  }

  function isSolved(name) {
    return (model.get("solved") ?? []).includes(name);
  }

  function write(i, facts) {
    const text = list[i].found;
    said[i].textContent = text.call ? text(facts) : text;
  }

  function show() {
    list.forEach((_, i) => {
      asks[i].classList.toggle("cu-shown", i === shown && !found);
      founds[i].classList.toggle("cu-shown", i === shown && found);
    });
    list.forEach(({ name }, i) => {
      ticks[i].textContent = isSolved(name) ? "✓" : "○";
      choices[i].setAttribute("aria-label", `Task ${i + 1}, ${isSolved(name) ? "solved" : "open"}`);
      choices[i].setAttribute("aria-pressed", i === shown);
    });
    card.classList.toggle("cu-solved", found);
  }

  show();
  return (holds, facts) => {
    list.forEach((_, i) => { if (!(found && i === shown)) write(i, facts); }); // unseen, they keep their room
    card.dataset.holds = holds[shown];
    if (!holds[shown] || found || !begun) return "";
    const { name } = list[shown];
    if (!isSolved(name)) {
      model.set("solved", [...(model.get("solved") ?? []), name]);
      model.save_changes();
    }
    found = true;
    show();
    pulse(card);
    return `Task ${shown + 1} solved. ${said[shown].textContent}`;
  };
}

/** Let an element be noticed for a third of a second; the style sheet holds it still for those who want no motion. */
export function pulse(element) {
  element.classList.remove("cu-pulse");
  void element.offsetWidth; // the animation begins anew
  element.classList.add("cu-pulse");
}
