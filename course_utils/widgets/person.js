// One of the people in a picture: chosen from a list, or by the hand that drags them, and moved along x.

import { format } from "./arithmetic.js";
import { slider } from "./controls.js";
import { guard, html, row, setTrait } from "./elements.js";
import { drag } from "./hand.js";

const NEAREST = 30; // pixels from a person's middle: who is nearest within it is taken hold of

/**
 * Let one of the people of the traits x and y (an array that never changes: `y`) of the model be moved in `picture`,
 * where a person stands at the height of the label. `word`: what one is called; `range`: where they may stand;
 * `about()` is called before anybody moves, `redraw()` when another one is chosen.
 * Returns `selected`, which may be set, and `show()`, to be called at each drawing.
 */
export function onePerson(parent, picture, model, { word, range: [low, high], about = () => {}, redraw }) {
  const x = () => model.get("x");
  const y = () => model.get("y") ?? model.get("data").y;
  let selected = 0;
  let showPlace = () => {};
  const move = (value) => {
    const places = [...x()];
    places[selected] = Math.min(high, Math.max(low, Number(value.toFixed(1))));
    about();
    setTrait(model, "x", places);
  };
  drag(picture, ([at]) => move(at), {
    start: ([atX, atY]) => {
      const far = x().map((one, i) => Math.hypot(picture.X(one) - picture.X(atX), picture.Y(y()[i]) - picture.Y(atY)));
      const nearest = far.indexOf(Math.min(...far));
      if (far[nearest] > NEAREST) return false;
      selected = nearest;
      return true;
    },
  });
  const line = row(parent);
  const list = html("select", { class: "cu-button", "data-lm-suppress-shortcuts": "true" });
  list.addEventListener("change", guard(parent.closest(".cu-explorer"), () => { selected = list.selectedIndex; redraw(); }));
  line.append(html("label", { class: "cu-pick" }, word, list));
  const place = { // what a slider needs of a model
    get: () => x()[selected],
    set: (_, value) => move(value),
    on: (_, show) => { showPlace = show; },
    save_changes() {},
  };
  slider(parent, place, "x", { label: "its x", min: low, max: high, step: 0.1, digits: 1 });

  return {
    get selected() { return selected; },
    set selected(i) { selected = i; },
    show() {
      selected = Math.min(selected, x().length - 1);
      x().forEach((at, i) => {
        const text = `${i + 1}: ${["negative", "positive"][y()[i]]}, x = ${format(at, 1)}`;
        if (!list.options[i]) list.append(html("option"));
        if (list.options[i].textContent !== text) list.options[i].textContent = text;
      });
      list.length = x().length;
      list.selectedIndex = selected;
      showPlace();
    },
  };
}
