// Exercises on a page: choices that answer, gaps to copy, and what is solved, kept on this machine and counted.

{
const KEY = "logistic-regression-course:solved";

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    return new Set(Array.isArray(found) ? found : []);
  } catch {
    return new Set();
  }
}

function keep(number, solved) {
  const numbers = kept();
  if (solved) numbers.add(number);
  else numbers.delete(number);
  try {
    localStorage.setItem(KEY, JSON.stringify([...numbers]));
  } catch { /* a browser that keeps nothing still shows what was solved, until the page is left */ }
  count(numbers);
}

/** Solved exercises show it, and so do the contents of the page and the map of the course. */
function count(numbers) {
  for (const card of document.querySelectorAll("[data-exercise]")) {
    const solved = numbers.has(card.dataset.exercise);
    card.classList.toggle("cu-right", solved);
    card.classList.toggle("cu-open", !solved);
    const tick = card.querySelector(".tick input");
    if (tick) tick.checked = solved;
  }
  for (const place of document.querySelectorAll("[data-exercises]")) {
    const all = place.dataset.exercises.split(" ");
    const solved = all.filter((number) => numbers.has(number)).length;
    place.textContent = place.dataset.short === undefined ? `${solved} of ${all.length} exercises solved` : `${solved}/${all.length}`;
    place.hidden = solved === 0 && place.dataset.short === undefined;
  }
}

function choices(card) {
  const button = card.querySelector("fieldset button");
  if (!button) return;
  const said = card.querySelector(".cu-said");
  const every = card.querySelector(".every");
  every.remove();
  button.hidden = false;
  card.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    button.disabled = false;
    said.replaceChildren();
  });
  button.addEventListener("click", () => {
    const answer = every.querySelector(`[data-letter="${card.querySelector("input:checked").value}"]`);
    const right = answer.dataset.right !== undefined;
    said.classList.toggle("right", right);
    said.replaceChildren(...answer.cloneNode(true).childNodes);
    if (right) keep(card.dataset.exercise, true);
  });
}

function ticks(card) {
  const tick = card.querySelector(".tick");
  if (!tick) return;
  tick.hidden = false;
  tick.addEventListener("change", (event) => keep(card.dataset.exercise, event.target.checked));
}

function copies(card) {
  const code = card.querySelector(".stub code");
  if (!code || card.querySelector("fieldset") || !navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy the code of exercise ${card.dataset.exercise}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  code.closest(".stub").append(button);
}

for (const card of document.querySelectorAll("[data-exercise]")) {
  choices(card);
  ticks(card);
  copies(card);
}
count(kept());
addEventListener("storage", (event) => { if (event.key === KEY) count(kept()); }); // another tab
}
