// Where the parts of an explorer stand: the task above, pictures on the left, controls beside them; on a
// narrow screen one picture at a time, which stays in view while the controls below it move.

import { html, liveText, numbersIn } from "./elements.js";
import { tasks } from "./tasks.js";

/**
 * The parts of an explorer named `name`: `view(label)` makes a place for a picture, `panel` is for the
 * controls, `say(text)` writes the result below them, `solved` is that of `tasks`.
 * `areas`, `columns` and `rows` are those of CSS, for several pictures on a wide screen: `view(label, area)`;
 * of those in one area tabs choose one. `share`: of the width, for the pictures.
 * `low`: how high, in pixels, a picture needs to be at most on a narrow screen.
 * `brief`: on a slide the result is not written, since numbers and pictures say it.
 */
export function layout(el, model, { name, tasks: list, areas, columns, rows, share = 65, low, brief = false }) {
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", `Live figure: ${name}`);
  const root = html("div", { class: "cu-layout" });
  const stage = html("div", { class: "cu-stage" });
  const panel = html("div", { class: "cu-panel" });
  const tabs = html("div", { class: "cu-tabs", role: "group", "aria-label": "Picture shown" });
  const head = html("div", { class: "cu-head" });
  const left = html("div", { class: "cu-left" }, tabs, stage);
  root.style.setProperty("--cu-share", `${share}%`);
  if (low) stage.style.setProperty("--cu-low", `${low}px`);
  if (areas) stage.style.setProperty("--cu-areas", areas);
  if (columns) stage.style.setProperty("--cu-columns", columns);
  if (rows) stage.style.setProperty("--cu-rows", rows);
  if (brief) root.classList.add("cu-brief");
  root.append(head, left, panel);
  el.append(root);
  const update = list?.length ? tasks(head, model, list) : () => "";
  const controls = html("div", { class: "cu-controls" });
  panel.append(controls);
  const write = liveText(panel, () => numbersIn(controls));
  const views = [];
  let watched = null;

  function view(label, area = label.split(" ")[0].toLowerCase()) {
    const place = html("div", { class: "cu-view" });
    if (areas) place.style.gridArea = area;
    stage.append(place);
    const tab = html("button", { type: "button", class: "cu-tab", "data-lm-suppress-shortcuts": "true" }, label);
    const entry = { place, tab, area };
    tab.addEventListener("click", () => choose(entry));
    const others = views.filter((other) => other.area === area);
    for (const { tab: shared } of others.length ? [...others, entry] : []) shared.classList.add("cu-shared");
    place.classList.toggle("cu-front", others.length === 0);
    views.push(entry);
    if (views.length > 1) tabs.replaceChildren(...views.map((one) => one.tab));
    if (views.length === 1) choose(entry);
    return place;
  }

  function choose(chosen) {
    for (const { place, area } of views) {
      place.classList.toggle("cu-current", place === chosen.place);
      if (area === chosen.area) place.classList.toggle("cu-front", place === chosen.place);
    }
    press();
  }

  /** Which pictures are seen depends on the width: on a wide screen one of each area. */
  function press() {
    for (const { place, tab } of views) tab.setAttribute("aria-pressed", getComputedStyle(place).display !== "none");
  }
  new ResizeObserver(() => {
    press();
    watchView();
  }).observe(root);

  /** In JupyterLab what is seen of a notebook may be much lower than the window: heights go by that. */
  function watchView() {
    const seen = el.closest(".jp-WindowedPanel-outer");
    if (seen === watched) return;
    watched = seen;
    if (seen) new ResizeObserver(() => el.style.setProperty("--cu-view", `${seen.clientHeight}px`)).observe(seen);
  }

  let announced = ""; // first, with what is said next
  return {
    root, stage, panel, controls, view,
    /** Whether each task's condition holds now. */
    solved(holds, facts) { announced = update(holds, facts) || announced; },
    /** The result in words; after `solved`, so that both are announced together. */
    say(text) {
      write(text, announced);
      announced = "";
    },
  };
}
