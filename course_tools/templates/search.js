// Search over the headings and terms of the course, which stand in the file: Ctrl-K or ⌘K, the arrow keys, Enter.
// What is misspelt finds what is close to it, if nothing is written just so.

{
const dialog = document.querySelector(".searching"), input = dialog.querySelector("input");
const list = dialog.querySelector("ol"), said = dialog.querySelector("p");
const MOST = 12;
const SIGNS = { σ: "sigmoid", Σ: "sum", β: "weight", θ: "weight", λ: "penalty", η: "learning rate", "∇": "gradient", "∂": "derivative" };

/** The words of a text without capitals, accents and punctuation: what a reader types and what is written meet there. */
const wordsOf = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").match(/[\p{L}\p{N}_]+/gu) ?? [];

const entries = JSON.parse(document.getElementById("search-index").textContent).map(([text, address, where]) => {
  const words = wordsOf(text);
  return { text, address, where, words, own: words.join(" "), all: [...words, ...wordsOf(where)] };
});

/** In how many letters a word differs from the beginning of another: changed, missing, too many, or exchanged. */
function distance(word, other) {
  let before, last, row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= word.length; i += 1) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j += 1) {
      const same = word[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
  }
  return Math.min(...row);
}

const slips = (word) => (word.length < 4 ? 0 : word.length < 8 ? 1 : 2);

/** How well an entry fits all words that are looked for: the lower the better, undefined if one is missing. */
function rank({ words, own, all }, asked) {
  if (!asked.every((word) => all.some((other) => other.includes(word)))) return undefined;
  if (own === asked.join(" ")) return 0;
  return asked.every((word) => words.some((other) => other.startsWith(word))) ? 1 : 2;
}

/** The same where words may be misspelt: how many letters are wrong. */
function wrong({ words }, asked) {
  let sum = 0;
  for (const word of asked) {
    const least = Math.min(...words.map((other) => distance(word, other)));
    if (least > slips(word)) return undefined;
    sum += least;
  }
  return sum;
}

const fitting = (asked, measure) => entries
  .map((entry) => ({ ...entry, rank: measure(entry, asked) }))
  .filter((entry) => entry.rank !== undefined)
  .sort((a, b) => a.rank - b.rank);

function show() {
  const plain = input.value.replace(/\p{L}|\p{S}/gu, (sign) => SIGNS[sign] ?? sign);
  const asked = wordsOf(plain).slice(0, 20);
  let found = asked.length ? fitting(asked, rank) : [];
  const close = asked.length > 0 && found.length === 0;
  if (close) found = fitting(asked.map((word) => word.slice(0, 40)), wrong);
  list.replaceChildren(...found.slice(0, MOST).map(({ text, address, where }) => {
    const item = document.createElement("li"), link = document.createElement("a"), place = document.createElement("span");
    link.href = address;
    place.textContent = `in ${where}`;
    link.append(text, place);
    item.append(link);
    return item;
  }));
  const count = found.length > MOST ? `The first ${MOST} of ${found.length}` : `${found.length} found`;
  if (asked.length === 0) said.textContent = input.value.trim() ? "Nothing found." : "";
  else if (found.length === 0) said.textContent = "Nothing found.";
  else said.textContent = close ? `Nothing is written just so. Close to it: ${count.toLowerCase()}.` : `${count}.`;
}

function open() {
  if (dialog.open) return;
  input.value = "";
  show();
  dialog.showModal();
  input.focus();
}

for (const button of document.querySelectorAll("button.search")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
  event.preventDefault();
  open();
});
input.addEventListener("input", show);
dialog.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")], at = links.indexOf(document.activeElement);
  if (event.key === "Enter" && at < 0 && links.length) {
    event.preventDefault();
    links[0].click();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  (links[at + (event.key === "ArrowDown" ? 1 : -1)] ?? (event.key === "ArrowDown" ? links[at] : null) ?? input).focus();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest("a")) dialog.close();
});
}
