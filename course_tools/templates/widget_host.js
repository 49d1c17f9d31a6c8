// Brings the live figures of a page or a deck to life: no kernel, no server. Each view names a
// model in the file's widget states; the model's own JavaScript module draws it.
//
// A figure that opens a page is drawn while the rest of the page is still being read in; then come those near the
// window, and then, one by one while nothing else is to do, all others. On paper they are drawn in their order at once.

class Model {
  constructor(state) {
    this.state = state;
    this.listeners = new Map();
  }
  get(name) {
    return this.state[name];
  }
  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    for (const listener of [...(this.listeners.get(`change:${name}`) ?? [])]) listener();
  }
  save_changes() {} // there is no kernel to tell
  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }
  off(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? []).filter((other) => other !== listener));
  }
}

const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]:not([data-drawn])';
const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]:not([data-read])';
const states = new Map(), models = new Map();
const onPaper = new URLSearchParams(location.search).has("print-pdf");

/** The views whose models are in what has been read in of the file, and which are not drawn yet. */
function waiting() {
  for (const script of document.querySelectorAll(STATE)) {
    script.dataset.read = "";
    for (const [id, { state }] of Object.entries(JSON.parse(script.textContent).state)) states.set(id, state);
  }
  const known = (view) => states.has(JSON.parse(view.textContent).model_id);
  return [...document.querySelectorAll(VIEW)].filter((view) => document.readyState !== "loading" || known(view));
}

function isNear(view) {
  const { width, top, bottom } = view.parentElement.getBoundingClientRect();
  return width > 0 && top < 2 * innerHeight && bottom > -innerHeight;
}

async function draw(view) {
  const id = JSON.parse(view.textContent).model_id;
  const place = view.parentElement;
  view.dataset.drawn = "";
  try {
    if (!models.has(id)) models.set(id, new Model(states.get(id)));
    // one that opens a page moves by itself: what is said further down of its figure stays true there
    const model = place.closest(".opening") ? new Model({ ...states.get(id) }) : models.get(id);
    const style = document.createElement("style");
    style.textContent = model.get("_css");
    const url = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
    const el = document.createElement("div");
    const { default: widget } = await import(url);
    place.append(style, el);
    await widget.render({ model, el });
  } catch (error) {
    const message = document.createElement("p");
    message.setAttribute("role", "alert");
    message.textContent = `This live figure could not be shown: ${error.message}`;
    place.append(message);
    console.error(error);
  }
  if (!onPaper) document.dispatchEvent(new Event("live-figures-drawn"));
}

const whenIdle = () => new Promise((done) => {
  if (window.requestIdleCallback) requestIdleCallback(done, { timeout: 50 });
  else setTimeout(done);
});

for (const view of waiting()) if (onPaper || isNear(view)) await draw(view);
if (onPaper) document.dispatchEvent(new Event("live-figures-drawn"));
if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
for (let views = waiting(); views.length; views = waiting()) {
  const near = views.find(isNear);
  if (!near) await whenIdle();
  await draw(waiting().find(isNear) ?? views[0]);
}
