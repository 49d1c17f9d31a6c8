// A deck: which slides it has, which keys it takes, and text as large as its slide allows.

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
  const asked = new URLSearchParams(location.search); // which may have changed since
  if (onPathOnly) asked.delete("path");
  else asked.set("path", "");
  const query = asked.toString().replace(/=(?=&|$)/g, "");
  location.href = `${location.pathname}${query && `?${query}`}#/${Reveal.getCurrentSlide().id}`;
}

/** In the help of reveal.js P goes back one slide; here it has its own line. */
function helpWithoutP() {
  for (const keys of document.querySelectorAll(".r-overlay-help-content td:first-child")) keys.textContent = keys.textContent.replace(/\bP\s+,\s+/, "");
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

/** Write below a poll what is said of an option. */
function say(option) {
  const verdict = option.hasAttribute("data-correct") ? "✓ Right. " : "✗ Not this one. ";
  option.closest(".poll").querySelector(".feedback").innerHTML = `<strong>${verdict}</strong>${option.dataset.feedback}`;
}

for (const option of document.querySelectorAll(".poll .option")) {
  option.addEventListener("click", () => {
    for (const other of option.closest(".poll").querySelectorAll(".option")) other.setAttribute("aria-pressed", other === option);
    say(option);
  });
}

/** Play the films below an element, animated PNGs, from their beginning: a new address starts a new showing. */
function play(element) {
  for (const film of element.querySelectorAll(".film")) {
    if (film.src.startsWith("blob:")) URL.revokeObjectURL(film.src);
    film.src = URL.createObjectURL(new Blob([films.get(film)], { type: "image/png" }));
  }
}

const films = new Map();
for (const picture of document.querySelectorAll('.picture img[src^="data:image/png;base64,"]')) {
  const bytes = atob(picture.src.split(",")[1]);
  if (!bytes.slice(0, bytes.indexOf("IDAT")).includes("acTL")) continue;
  picture.classList.add("film");
  films.set(picture, Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
}

const TEXT = 30; // pixels, as in the style sheet
const LARGER = [1.3, 1.15, 1];

/** Give a slide the largest text with which it still fits; a poll, whatever is said of an option. */
function fitText(slide) {
  const foot = slide.querySelector(".foot").getBoundingClientRect().top;
  const overflows = () => [...slide.querySelectorAll(".part, h1, p:not(.foot)")].some((part) => part.getBoundingClientRect().bottom > foot)
    || [...slide.querySelectorAll("pre, table, .formula")].some((box) => box.getBoundingClientRect().right > slide.querySelector(".foot").parentElement.getBoundingClientRect().right || box.scrollWidth > box.clientWidth);
  const options = [...slide.querySelectorAll(".option")];
  for (const factor of LARGER) {
    slide.style.fontSize = `${TEXT * factor}px`;
    if (!overflows() && !options.some((option) => (say(option), overflows()))) break;
  }
  slide.querySelector(".feedback")?.replaceChildren();
}

const fitted = new WeakSet();

/** Fit the text of a slide, once it is laid out; a live figure fills its box by itself. */
function fit(slide) {
  if (!slide || fitted.has(slide) || slide.clientHeight === 0) return;
  fitted.add(slide);
  if (!slide.querySelector(".fills")) fitText(slide);
}

function fitShown() {
  const shown = asked.has("print-pdf") ? document.querySelectorAll(".slide") : [Reveal.getCurrentSlide()?.querySelector(".slide")];
  for (const slide of shown) fit(slide);
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
  Reveal.addKeyBinding({ keyCode: 80, key: "P", description: "Only the path of the lecture, or all slides" }, togglePath);
  Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Dark or light" }, switchTheme);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "?") requestAnimationFrame(helpWithoutP);
  });
  Reveal.on("slidechanged", fitShown);
  Reveal.on("slidechanged", ({ currentSlide }) => play(currentSlide));
  Reveal.on("fragmentshown", ({ fragments }) => fragments.forEach(play));
  Reveal.on("pdf-ready", fitShown);
  document.addEventListener("live-figures-drawn", fitShown);
  fitShown();
});
