// A deck: which slides it has, which keys it takes, and live figures as large as their slide allows.

const asked = new URLSearchParams(location.search);
const onPathOnly = asked.has("path");

if (onPathOnly) {
  // a link to a slide that is left out leads to the one before it
  let last;
  for (const slide of [...document.querySelectorAll(".slides section[id]")]) {
    if (slide.hasAttribute("data-path")) {
      last = slide;
      continue;
    }
    if (location.hash === `#/${slide.id}` && last) history.replaceState(null, "", `#/${last.id}`);
    const stack = slide.parentElement.closest("section");
    slide.remove();
    if (stack && !stack.querySelector("section")) stack.remove();
  }
}

/** The other way to show the deck: the 50-minute path, or all slides; it stays at the same slide. */
function togglePath() {
  if (onPathOnly) asked.delete("path");
  else asked.set("path", "");
  const query = asked.toString().replace(/=(?=&|$)/g, "");
  location.href = `${location.pathname}${query && `?${query}`}#/${Reveal.getCurrentSlide().id}`;
}

/** Whether the deck may take a key: what has the focus in a live figure or a poll comes first. */
function mayTake(event) {
  const active = document.activeElement;
  if (!active?.closest(".cu-explorer, .poll")) return true;
  if (active.matches("button")) return ![" ", "Enter"].includes(event.key);
  return false;
}

// A clicker sends PageDown and PageUp: these always turn the slide. Escape leaves a figure.
document.addEventListener("keydown", (event) => {
  const active = document.activeElement;
  if (!active?.closest(".cu-explorer, .poll")) return;
  if (!["PageDown", "PageUp", "Escape"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  active.blur();
  if (event.key === "PageDown") Reveal.next();
  if (event.key === "PageUp") Reveal.prev();
}, { capture: true });

for (const option of document.querySelectorAll(".poll .option")) {
  option.addEventListener("click", () => {
    const poll = option.closest(".poll");
    for (const other of poll.querySelectorAll(".option")) other.setAttribute("aria-pressed", other === option);
    const parts = option.dataset.feedback.split("`").map((part, k) => {
      if (k % 2 === 0) return part;
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });
    const right = option.hasAttribute("data-correct");
    const verdict = document.createElement("strong");
    verdict.textContent = right ? "✓ Right. " : "✗ Not this one. ";
    poll.querySelector(".feedback").replaceChildren(verdict, ...parts);
  });
}

const LARGEST = 2.2;
const SMALLEST = 0.6;

/** Enlarge the live figure in a box to what the box holds; never let it grow out of it. */
function fit(box, from = LARGEST) {
  const figure = box.querySelector(".cu-explorer");
  if (!figure || box.clientHeight === 0) return;
  const fits = () => figure.getBoundingClientRect().bottom <= box.getBoundingClientRect().bottom + 0.5
    && figure.scrollWidth <= figure.clientWidth;
  for (let zoom = from; zoom >= SMALLEST; zoom = Math.round((zoom - 0.05) * 100) / 100) {
    figure.style.zoom = zoom;
    if (fits()) break;
  }
  if (!box.watched) {
    // text that grows while the figure is used may take a line more
    box.watched = new ResizeObserver(() => { if (!fits()) fit(box, Number(figure.style.zoom)); });
    box.watched.observe(figure);
  }
}

function fitShown() {
  for (const box of Reveal.getCurrentSlide()?.querySelectorAll(".live") ?? []) if (!box.watched) fit(box);
}

Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  minScale: 0.1,
  maxScale: 4,
  center: false,
  hash: true,
  history: false,
  navigationMode: "linear",
  transition: "none",
  backgroundTransition: "none",
  controls: false,
  slideNumber: "c/t",
  hideInactiveCursor: true,
  pdfSeparateFragments: false,
  keyboardCondition: mayTake,
  plugins: [RevealNotes],
}).then(() => {
  Reveal.addKeyBinding({ keyCode: 80, key: "P", description: "Only the 50-minute path, or all slides" }, togglePath);
  Reveal.on("slidechanged", fitShown);
  document.addEventListener("live-figures-drawn", () => {
    if (asked.has("print-pdf")) for (const box of document.querySelectorAll(".live")) fit(box);
    else fitShown();
  });
  fitShown();
});
