// Search over the headings and terms of the course, which stand in the file: Ctrl-K or ⌘K, the arrow keys, Enter.

{
const entries = JSON.parse(document.getElementById("search-index").textContent);
const dialog = document.querySelector(".searching"), input = dialog.querySelector("input");
const list = dialog.querySelector("ol"), said = dialog.querySelector("p");
const MOST = 12;

/** How well a text fits all words that are looked for: the lower the better, undefined if one is missing. */
function rank(text, where, words) {
  const [own, all] = [text.toLowerCase(), `${text} ${where}`.toLowerCase()];
  if (!words.every((word) => all.includes(word))) return undefined;
  if (own === words.join(" ")) return 0;
  return words.every((word) => [" ", "-", "("].some((before) => ` ${own}`.includes(before + word))) ? 1 : 2;
}

function show() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries
    .map(([text, address, where]) => ({ text, address, where, rank: rank(text, where, words) }))
    .filter((entry) => words.length && entry.rank !== undefined)
    .sort((a, b) => a.rank - b.rank);
  list.replaceChildren(...found.slice(0, MOST).map(({ text, address, where }) => {
    const item = document.createElement("li"), link = document.createElement("a"), place = document.createElement("span");
    link.href = address;
    place.textContent = `in ${where}`;
    link.append(text, place);
    item.append(link);
    return item;
  }));
  said.textContent = words.length === 0 ? "" : found.length === 0 ? "Nothing found." : found.length > MOST ? `The first ${MOST} of ${found.length}.` : `${found.length} found.`;
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
