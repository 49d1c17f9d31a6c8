// A page of the site: how far one has read, in which section one is, the contents on a phone, what can be copied and linked.

{
const bar = document.querySelector(".bar"), contents = document.querySelector(".contents");
const button = bar.querySelector(".open-contents"), line = bar.querySelector(".scrolled");
const here = bar.querySelector(".here");
const links = [...contents.querySelectorAll("li a")];
const headings = links.map((link) => document.getElementById(link.hash.slice(1)) ?? document.getElementById(decodeURIComponent(link.hash.slice(1))));

let aimed = -1, aimedFrom; // the section that a link led to, as long as nobody has scrolled on

/** The section that is read: the last whose heading is at the top of the screen or above it; -1 before the first. */
function current(far) {
  const limit = bar.offsetHeight + 40;
  const top = (heading) => heading?.getBoundingClientRect().top ?? Infinity;
  if (aimed >= 0 && Math.abs(scrollY - aimedFrom) <= 2 && top(headings[aimed]) < innerHeight) return aimed;
  aimed = -1;
  // the last sections may be too short to reach the top: there the line that counts goes down to the foot of the screen
  const left = Math.min(Math.max((far - scrollY) / Math.min(far, innerHeight), 0), 1) || 0;
  const edge = far > 0 ? limit + (1 - left) ** 4 * (innerHeight - limit) : limit;
  return headings.findLastIndex((heading) => top(heading) <= edge);
}

function aim() {
  aimed = links.findIndex((link) => link.hash === location.hash);
  requestAnimationFrame(() => {
    aimedFrom = scrollY;
    later();
  });
}

/** The section at the top of the screen is marked in the contents, and the line of the bar is as long as what was read. */
function follow() {
  const far = document.documentElement.scrollHeight - innerHeight;
  line.style.transform = `scaleX(${far > 0 ? Math.min(scrollY / far, 1) : 1})`;
  const at = current(far);
  const section = at < 0 ? "" : links[at].firstChild.textContent.trim();
  if (here.textContent !== section) here.textContent = section;
  links.forEach((link, k) => {
    if (k !== at) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      const [box, place] = [contents.getBoundingClientRect(), link.getBoundingClientRect()];
      if (place.top < box.top || place.bottom > box.bottom) contents.scrollTop += place.top - box.top - box.height / 2;
    }
  });
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    follow();
  });
}
addEventListener("scroll", later, { passive: true });
addEventListener("resize", later);
document.addEventListener("live-figures-drawn", later);
addEventListener("hashchange", aim);
if (location.hash) aim();
else later();

function open(shown) {
  document.documentElement.classList.toggle("contents-open", shown);
  button.setAttribute("aria-expanded", String(shown));
  if (shown) contents.querySelector("details").open = true;
}
button.hidden = false;
button.addEventListener("click", () => open(button.getAttribute("aria-expanded") !== "true"));
contents.addEventListener("click", (event) => { if (event.target.closest("a")) open(false); });
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
  open(false);
  button.focus();
});
document.querySelector("main").addEventListener("pointerdown", () => open(false));

for (const heading of document.querySelectorAll("main > :is(h2, h3)[id]")) {
  const link = Object.assign(document.createElement("a"), { href: `#${heading.id}`, className: "anchor", textContent: "#" });
  link.tabIndex = -1; // by keyboard, the contents lead there
  link.setAttribute("aria-hidden", "true");
  heading.append(link);
}

for (const code of navigator.clipboard ? document.querySelectorAll("main pre.code") : []) {
  if (code.closest(".exercise")) continue; // its card has a button of its own
  const box = Object.assign(document.createElement("div"), { className: "copied" });
  const copy = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  copy.setAttribute("aria-label", "Copy this code");
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent.trimEnd());
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });
  code.replaceWith(box);
  box.append(code, copy);
}
}
