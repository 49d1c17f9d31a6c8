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

const keys = document.querySelector("dialog.keys");
const TURNS = { ArrowRight: 1, ArrowLeft: -1, " ": 1, PageDown: 1, PageUp: -1 };
let pointed = false; // whether what has the focus has it from a click or a touch

/** What has the focus in a live figure or a poll, if anything has. */
function held() {
  const active = document.activeElement;
  return active?.closest(".cu-explorer, .poll") ? active : null;
}

/** Whether reveal.js may take a key: what has the focus in a live figure or a poll comes first, and the help. */
function mayTake(event) {
  if (keys.open) return false;
  const active = held();
  if (!active) return true;
  return active.matches("button") && ![" ", "Enter"].includes(event.key);
}

// After a click the keys that turn the page still do; whoever has come with Tab moves a slider with all of its keys.
// A clicker sends PageDown and PageUp, which always turn it. Escape leaves a figure.
addEventListener("pointerdown", () => { pointed = true; }, { capture: true });
document.addEventListener("keydown", (event) => {
  if (event.key === "?" || (event.key === "Escape" && keys.open)) {
    if (held()?.matches("input[type=text], input[type=number]") && event.key === "?") return;
    event.preventDefault();
    event.stopPropagation();
    if (keys.open) keys.close();
    else keys.showModal();
    return;
  }
  if (event.key === "Tab") pointed = false;
  const active = held();
  if (!active || event.altKey || event.ctrlKey || event.metaKey) return;
  const leaves = event.key.startsWith("Page") || (pointed && event.key in TURNS);
  if (!leaves && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  active.blur();
  if (!leaves) return;
  if (TURNS[event.key] > 0 && !event.shiftKey) Reveal.next();
  else Reveal.prev();
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

/** Whether something on a slide reaches below its foot or over its edge; of a poll, whatever is said of an option. */
function overflows(slide) {
  const foot = slide.querySelector(".foot").getBoundingClientRect();
  const lowest = foot.top - 8 * Reveal.getScale();
  const reaches = () => [...slide.querySelectorAll(".part, h1, p:not(.foot)")].some((part) => part.getBoundingClientRect().bottom > lowest)
    || [...slide.querySelectorAll("pre, table, .formula")].some((box) => box.scrollWidth > box.clientWidth)
    || [...slide.querySelectorAll(".options")].some((box) => box.scrollHeight > box.clientHeight + 1);
  const options = [...slide.querySelectorAll(".option")];
  const found = reaches() || options.some((option) => (say(option), reaches()));
  slide.querySelector(".feedback")?.replaceChildren();
  return found;
}

const fitted = new WeakSet();

/** Say on a slide what is said there in the larger size, once it is laid out and if it has room. */
function fit(slide) {
  if (!slide || fitted.has(slide) || slide.clientHeight === 0) return;
  fitted.add(slide);
  if (slide.querySelector(".fills, .outline")) return;
  slide.classList.add("roomy", "wholly", "airy"); // its code as well, and with space between
  for (const wish of ["airy", "wholly", "roomy"]) if (overflows(slide)) slide.classList.remove(wish);
}

function fitShown() {
  const shown = asked.has("print-pdf") ? document.querySelectorAll(".slide") : [Reveal.getCurrentSlide()?.querySelector(".slide")];
  for (const slide of shown) fit(slide);
}

const WIDTH = 1280;
const [LOWEST, HIGHEST] = [720, 960];

/** The height of a slide: that of the screen, between 16:9 and 4:3; on paper 16:9. */
function height() {
  if (asked.has("print-pdf")) return LOWEST;
  return Math.round(Math.min(Math.max((WIDTH * innerHeight) / innerWidth, LOWEST), HIGHEST));
}

function setHeight() {
  document.documentElement.style.setProperty("--height", `${height()}px`);
}

setHeight();
addEventListener("resize", () => {
  if (Reveal.getConfig().height === height()) return;
  setHeight();
  Reveal.configure({ height: height() });
});

Reveal.initialize({
  width: WIDTH,
  height: height(),
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
  pdfMaxPagesPerSlide: 1, // also where a figure is measured before it has found its size
  help: false, // there is one of our own
  keyboardCondition: mayTake,
  plugins: [RevealNotes],
}).then(() => {
  Reveal.addKeyBinding({ keyCode: 80, key: "P", description: "Only the path of the lecture, or all slides" }, togglePath);
  Reveal.addKeyBinding({ keyCode: 68, key: "D", description: "Dark or light" }, switchTheme);
  Reveal.on("slidechanged", fitShown);
  Reveal.on("slidechanged", ({ currentSlide }) => play(currentSlide));
  Reveal.on("fragmentshown", ({ fragments }) => fragments.forEach(play));
  Reveal.on("pdf-ready", fitShown);
  document.addEventListener("live-figures-drawn", fitShown);
  fitShown();
});
