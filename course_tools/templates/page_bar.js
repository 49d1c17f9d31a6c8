// A page of the site: how far one has read, in which section one is, the contents on a phone, what can be copied and linked.

{
const bar = document.querySelector(".bar"), contents = document.querySelector(".contents");
const button = bar.querySelector(".open-contents"), line = bar.querySelector(".scrolled");
const here = bar.querySelector(".here");
const links = [...contents.querySelectorAll("li a")];
const headings = links.map((link) => document.getElementById(link.hash.slice(1)) ?? document.getElementById(decodeURIComponent(link.hash.slice(1))));

/** The section at the top of the screen is marked in the contents, and the line of the bar is as long as what was read. */
function follow() {
  const far = document.documentElement.scrollHeight - innerHeight;
  line.style.transform = `scaleX(${far > 0 ? Math.min(scrollY / far, 1) : 1})`;
  const limit = bar.offsetHeight + 40;
  let at = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top <= limit);
  if (far > 0 && scrollY >= far - 2) at = links.length - 1; // the last section may be too short to reach the top
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
later();

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
