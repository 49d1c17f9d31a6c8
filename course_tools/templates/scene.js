// Scenes: marks that move from one step to the next. In a deck each step waits for a key, on a page for a button.

{
const SVG = "http://www.w3.org/2000/svg";
const NUMBER = /-?\d+(?:\.\d+)?/g;
const LONG = 600; // milliseconds
const inDeck = typeof Reveal !== "undefined";
const still = matchMedia("(prefers-reduced-motion: reduce)");
const onPaper = new URLSearchParams(location.search).has("print-pdf");

/** A text between two others whose numbers differ; where more does, the first in the first half, then the second. */
function between(from, to, t) {
  if (from === to || t >= 1) return to;
  const numbers = to.match(NUMBER) ?? [];
  const before = from.match(NUMBER) ?? [];
  if (before.length !== numbers.length || from.replace(NUMBER, "") !== to.replace(NUMBER, "")) return t < 0.5 ? from : to;
  let at = 0;
  return to.replace(NUMBER, () => {
    const value = Number(before[at]) + (Number(numbers[at]) - Number(before[at])) * t;
    at += 1;
    return String(Math.round(value * 100) / 100);
  });
}

class Scene {
  constructor(figure) {
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.captions = [...figure.querySelectorAll("figcaption li")];
    const group = document.createElementNS(SVG, "g");
    this.marks = JSON.parse(figure.querySelector("script").textContent).map(([tag, ...states]) => {
      const element = document.createElementNS(SVG, tag);
      group.append(element);
      for (let k = 1; k < states.length; k += 1) states[k] = states[k] && { ...states[k - 1], ...states[k] } || (states[k] === 0 ? states[k - 1] : null);
      return { element, states };
    });
    this.svg.querySelector("g").replaceWith(group);
    this.last = this.captions.length - 1;
    this.step = onPaper ? this.last : 0;
    figure.classList.add("alive");
    this.show();
    addEventListener("beforeprint", () => this.draw(this.last, this.last, 1));
    addEventListener("afterprint", () => this.show());
  }

  /** All marks at a moment t between two steps. */
  draw(from, to, t) {
    for (const { element, states } of this.marks) {
      const [before, after] = [states[from], states[to]];
      if (before === after && from !== to) continue;
      const shown = after ?? before;
      element.style.display = shown && (t < 1 || after) ? "" : "none";
      if (!shown) continue;
      for (const [name, value] of Object.entries(shown)) {
        const now = before && after ? between(before[name] ?? value, value, name === "text" || name === "class" ? Math.floor(t + 0.5) : t) : value;
        if (name === "class" && !now) element.removeAttribute("class");
        else if (name !== "text") element.setAttribute(name, now);
        else if (element.textContent !== now) element.textContent = now;
      }
      if (before && after) element.style.opacity = "";
      else element.style.opacity = t >= 1 ? "" : after ? t : 1 - t;
    }
  }

  show() {
    cancelAnimationFrame(this.frame);
    this.draw(this.step, this.step, 1);
    this.say();
  }

  say() {
    this.captions.forEach((caption, k) => caption.classList.toggle("now", k === this.step));
    this.svg.querySelector("desc").textContent = this.captions[this.step].textContent;
    this.told?.();
  }

  go(step) {
    if (step === this.step || step < 0 || step > this.last) return;
    const from = this.step;
    this.step = step;
    if (still.matches) {
      this.show();
      return;
    }
    cancelAnimationFrame(this.frame);
    this.say();
    const begun = performance.now();
    const next = (now) => {
      const part = Math.min(Math.max((now - begun) / LONG, 0), 1);
      this.draw(from, step, part * part * (3 - 2 * part));
      if (part < 1) this.frame = requestAnimationFrame(next);
    };
    this.frame = requestAnimationFrame(next);
  }
}

/** The buttons of a scene on a page. */
function withButtons(scene) {
  const turn = document.createElement("div");
  turn.className = "turn";
  const [back, next] = [["←", "Step back"], ["→", "Next step"]].map(([sign, name]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    return button;
  });
  const place = document.createElement("span");
  scene.told = () => {
    back.disabled = scene.step === 0;
    next.disabled = scene.step === scene.last;
    place.textContent = `${scene.step + 1} of ${scene.last + 1}`;
  };
  const go = (by) => {
    const had = turn.contains(document.activeElement);
    scene.go(scene.step + by);
    if (had && document.activeElement?.disabled) (next.disabled ? back : next).focus({ preventScroll: true });
  };
  back.addEventListener("click", () => go(-1));
  next.addEventListener("click", () => go(1));
  turn.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight") go(1);
    if (key === "ArrowLeft") go(-1);
  });
  turn.append(back, next, place);
  scene.figure.querySelector("figcaption").setAttribute("aria-live", "polite");
  scene.figure.append(turn);
  scene.told();
}

const scenes = new Map([...document.querySelectorAll(".scene")].map((figure) => [figure, new Scene(figure)]));

if (inDeck) {
  const follow = (move) => {
    for (const figure of Reveal.getCurrentSlide()?.querySelectorAll(".scene") ?? []) {
      const scene = scenes.get(figure);
      const step = onPaper ? scene.last : figure.querySelectorAll(".key.visible").length;
      if (move) scene.go(step);
      else {
        scene.step = step;
        scene.show();
      }
    }
  };
  Reveal.on("ready", () => follow(false));
  Reveal.on("slidechanged", () => follow(false));
  Reveal.on("fragmentshown", () => follow(true));
  Reveal.on("fragmenthidden", () => follow(true));
} else {
  for (const scene of scenes.values()) if (scene.last > 0) withButtons(scene);
}
}
