// Brings the live figures of a page or a deck to life: no kernel, no server. Each view names a
// model in the file's widget state; the model's own JavaScript module draws it.

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

const stateElement = document.querySelector('script[type="application/vnd.jupyter.widget-state+json"]');
const states = stateElement ? JSON.parse(stateElement.textContent).state : {};
const models = new Map();

for (const view of document.querySelectorAll('script[type="application/vnd.jupyter.widget-view+json"]')) {
  const id = JSON.parse(view.textContent).model_id;
  const place = view.parentElement;
  try {
    if (!models.has(id)) models.set(id, new Model(states[id].state));
    // one that opens a page moves by itself: what is said further down of its figure stays true there
    const model = place.closest(".opening") ? new Model({ ...states[id].state }) : models.get(id);
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
}
document.dispatchEvent(new Event("live-figures-drawn"));
