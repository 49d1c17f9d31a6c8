"use strict";
const sheets = JSON.parse(document.querySelector("#sheets script").textContent);
const at = (id) => document.getElementById(id);
const [question, onlyOpen, which, note, answer] = ["question", "only-open", "which", "note", "answer"].map(at);
const [points, comment, status, problem, progress] = ["points", "comment", "status", "problem", "progress"].map(at);
let overview = {}; // {question: [[key, to do, empty]]}
let shown = null; // the answer on the page: its question, key, number, and the version of what stands there
let saving = Promise.resolve(); // one after the other
let typing = null;

const sheet = () => sheets.find((one) => one.name === question.value);
const answers = () => overview[question.value];
const boxes = () => [...document.querySelectorAll(`.items[data-question="${question.value}"] input`)];
const format = (number) => `${Math.round(number * 1000) / 1000}`;
const inPoints = (number) => `${format(number)} point${number === 1 ? "" : "s"}`;

async function ask(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  return [response.status, await response.json()];
}

/** What is entered before there is an answer for it would be lost. */
function openFields(open) {
  for (const field of document.querySelectorAll("form input, form textarea")) field.disabled = !open;
}

function fill(state) {
  const ticked = new Set(state.ticks);
  boxes().forEach((box, number) => { box.checked = ticked.has(sheet().items[number].text); });
  points.value = state.points === null ? "" : format(state.points);
  comment.value = state.comment;
  shown.version = state.version;
  shown.dirty = false;
  shown.state = state;
}

function tellProgress() {
  const all = answers();
  const open = all.filter(([, todo]) => todo).length;
  const unseen = sheet().n_unseen;
  progress.textContent = `${all.length - open} of ${all.length} answers are graded.`
    + (unseen ? ` Not here: ${unseen} whose file could not be read.` : "");
}

async function show(number) {
  await flush();
  const all = answers();
  if (number < 0 || number >= all.length) {
    status.textContent = number < 0 ? "This is the first answer." : "This is the last answer.";
    return;
  }
  const [key] = all[number];
  let code, told;
  try {
    [code, told] = await ask(`answer/${encodeURIComponent(question.value)}/${key}`);
  } catch {
    problem.textContent = "The command course by-hand does not answer: start it again. What was saved is kept.";
    return;
  }
  if (code !== 200) {
    problem.textContent = told.why;
    return;
  }
  shown = { question: question.value, key, number };
  which.textContent = `Answer ${number + 1} of ${all.length}${told.who ? ` · ${told.who}` : ""}`;
  const notes = [told.note, told.n_students > 1 ? `Handed in by ${told.n_students} students; the points go to each.` : "",
    told.state.extra !== null ? `Extra points from formgrader: ${format(told.state.extra)}.` : "",
    all[number][2] ? "Nothing was answered: 0 points without a human." : ""];
  note.textContent = notes.filter(Boolean).join(" ");
  answer.innerHTML = told.html;
  for (const link of answer.querySelectorAll("a[href]:not([href^='#'])")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  for (const wide of answer.querySelectorAll(".scroll, pre")) wide.tabIndex = 0;
  fill(told.state);
  openFields(true);
  status.textContent = told.state.points !== null && told.state.asked
    ? "The answer has changed since points were given: please look again." : "";
  problem.textContent = "";
  which.focus({ preventScroll: true });
  if (document.querySelector(".sheet:not([hidden]) details[open]")) which.closest("article").scrollIntoView();
  else window.scrollTo(0, 0);
}

function next(step) {
  const all = answers();
  let number = shown ? shown.number + step : 0;
  while (onlyOpen.checked && all[number] && !all[number][1]) number += step;
  return show(number);
}

function chooseQuestion() {
  for (const part of document.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== question.value;
  at("maximum").textContent = `of ${format(sheet().maximum)}`;
  points.max = sheet().maximum;
  tellProgress();
  const first = answers().findIndex(([, todo]) => todo);
  return show(Math.max(first, 0));
}

function propose() {
  const sum = boxes().reduce((all, box, number) => all + (box.checked ? sheet().items[number].points : 0), 0);
  points.value = format(Math.min(Math.max(sum, 0), sheet().maximum));
}

function save() {
  clearTimeout(typing);
  if (!shown) return saving;
  if (!points.checkValidity()) {
    problem.textContent = `Not saved: points from 0 to ${format(sheet().maximum)} are possible.`;
    return saving;
  }
  const mine = shown;
  const wanted = { question: mine.question, key: mine.key, comment: comment.value,
    points: points.value === "" ? null : Number(points.value),
    ticks: boxes().flatMap((box, number) => (box.checked ? [sheet().items[number].text] : [])) };
  mine.dirty = false;
  saving = saving.then(() => send(mine, wanted));
  return saving;
}

async function send(mine, wanted) {
  let code, told;
  try {
    [code, told] = await ask("save", { ...wanted, version: mine.version });
  } catch {
    problem.textContent = "NOT SAVED: the command course by-hand does not answer. Start it again.";
    return;
  }
  if (code === 200) {
    mine.version = told.version;
    const entry = overview[mine.question].find(([key]) => key === mine.key);
    entry[1] = told.asked;
    tellProgress();
    if (shown === mine) {
      problem.textContent = "";
      status.textContent = told.points === null ? "Saved: no points yet." : `Saved: ${inPoints(told.points)}.`;
    }
  } else if (code === 409) {
    const yours = wanted.points === null ? "no points" : inPoints(wanted.points);
    if (shown === mine) fill(told.state);
    problem.textContent = `Not saved: this answer was graded in another window in the meantime, and what stands there now is shown. You had entered ${yours}`
      + (wanted.comment ? ` and “${wanted.comment}”.` : ".");
  } else {
    problem.textContent = `Not saved: ${told.why}`;
  }
}

function flush() {
  return shown && shown.dirty ? save() : saving;
}

for (const summary of document.querySelectorAll("summary")) {
  summary.addEventListener("click", (event) => {
    if (event.detail) which.focus({ preventScroll: true }); // by mouse: Enter is for the next answer again
  });
}
for (const box of document.querySelectorAll(".items input")) {
  box.addEventListener("change", () => { propose(); save(); });
}
points.addEventListener("change", save);
for (const field of [points, comment]) {
  field.addEventListener("input", () => {
    if (!shown) return;
    shown.dirty = true;
    clearTimeout(typing);
    typing = setTimeout(save, 600);
  });
}
comment.addEventListener("change", () => { if (shown && shown.dirty) save(); });
at("back").addEventListener("click", () => next(-1));
at("next").addEventListener("click", () => next(1));
question.addEventListener("change", () => { shown = null; openFields(false); chooseQuestion(); });
document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("beforeunload", (event) => { if (shown && shown.dirty) event.preventDefault(); });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const where = event.target;
  if (where === comment || where === points) {
    if (event.key === "Escape") { which.focus({ preventScroll: true }); event.preventDefault(); }
    if (event.key === "Enter" && where === points) { event.preventDefault(); next(1); }
    return;
  }
  if (where === question) return;
  const digit = shown && /^[0-9]$/.test(event.key) ? Number(event.key) : null;
  if (digit === 0) {
    boxes().forEach((box) => { box.checked = false; });
    points.value = "0";
    save();
  } else if (digit !== null) {
    const box = boxes()[digit - 1];
    if (box) { box.checked = !box.checked; propose(); save(); }
  } else if (event.key === "j" || event.key === "ArrowDown") next(1);
  else if (event.key === "k" || event.key === "ArrowUp") next(-1);
  else if (event.key === "Enter" && !where.closest("button, summary, a")) next(1);
  else if (event.key === "c") comment.focus();
  else if (event.key === "p") points.select();
  else return;
  event.preventDefault();
});

openFields(false);
ask("overview").then(([, told]) => { overview = told; return chooseQuestion(); });
