// Between two states that were set, not dragged, the look of a picture glides. What is drawn and said is final at once:
// the attributes of its shapes are those of the new state, and an animation lays their way there over them.

const GLIDE = 180; // milliseconds
const LAID_OUT = ["x", "y", "width", "height"];

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What may be seen to move: {key: how its attributes look, as CSS}, for each picture that stands as it stood. */
function looks(el) {
  const found = new Map();
  el.querySelectorAll("svg.cu-figure").forEach((root, r) => {
    root.querySelectorAll("[data-layer], .cu-handle").forEach((group, g) => {
      const shapes = group.dataset.layer ? group.children : [group];
      [...shapes].forEach((shape, i) => {
        const look = lookOf(shape);
        const key = [r, root.dataset.axes, g, i, shape.getAttribute("class"), look?.kind].join(" ");
        if (look) found.set(key, { shape, css: look.css });
      });
    });
  });
  return found;
}

function lookOf(shape) {
  const moved = /^translate\((\S+) (\S+)\)$/.exec(shape.getAttribute("transform") ?? "");
  if (moved) return { kind: "mark", css: { transform: `translate(${moved[1]}px, ${moved[2]}px)` } };
  if (shape.tagName === "rect") {
    return { kind: "bar", css: Object.fromEntries(LAID_OUT.map((name) => [name, `${shape.getAttribute(name)}px`])) };
  }
  const d = shape.tagName === "path" ? shape.getAttribute("d") : "";
  return d ? { kind: d.replace(/[^A-Za-z]/g, ""), css: { d: `path("${d}")` } } : null;
}

/** `glider(el)(draw, glides)` draws, and lets the pictures of an explorer come from where they were, if `glides`. */
export function glider(el) {
  let running = [];
  return (draw, glides) => {
    for (const animation of running) animation.cancel();
    running = [];
    if (!glides || calm()) return draw();
    const before = looks(el);
    draw();
    for (const [key, { shape, css }] of looks(el)) {
      const from = before.get(key)?.css;
      if (!from || JSON.stringify(from) === JSON.stringify(css)) continue;
      running.push(shape.animate([from, css], { duration: GLIDE, easing: "ease-out" }));
    }
  };
}
