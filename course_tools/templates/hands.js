// Hands in a poll: a first vote and, after the room has spoken, a second one beside it. They are kept while the deck is open.

{
const KEPT = `hands of ${location.pathname}`;
const recall = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {}; // a browser that keeps nothing for a file
  }
};
const votes = recall(); // by the id of its slide: { now: [hands of each option], before: the same of the first vote }

const keep = () => {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(votes));
  } catch {
    // they stay as long as the page does
  }
};

const nameOf = (poll) => poll.closest("section[id]").id;
const countsOf = (poll) => {
  votes[nameOf(poll)] ??= { now: [...poll.querySelectorAll(".option")].map(() => 0) };
  return votes[nameOf(poll)];
};

/** Bars as long as the share of all hands of their vote. */
function draw(poll) {
  const { now, before } = countsOf(poll);
  const share = (hands, k) => `${(100 * hands[k]) / Math.max(hands.reduce((sum, n) => sum + n, 0), 1)}%`;
  poll.classList.toggle("twice", Boolean(before));
  poll.querySelector(".again").textContent = before ? "Forget the votes" : "Vote again";
  poll.querySelectorAll(".hands").forEach((row, k) => {
    row.querySelector(".now").style.width = share(now, k);
    row.querySelector(".before").style.width = before ? share(before, k) : "0";
    row.querySelector(".earlier").textContent = before ? before[k] : "";
    const field = row.querySelector("input");
    if (field !== document.activeElement || Number(field.value) !== now[k]) field.value = now[k] || (now.some(Boolean) ? 0 : "");
  });
}

function count(poll, k, hands) {
  const counts = countsOf(poll);
  if (k >= counts.now.length) return;
  counts.now[k] = Math.min(Math.max(Math.round(hands) || 0, 0), 999);
  keep();
  draw(poll);
}

/** The second vote, with the first beside it; after that none. */
function again(poll) {
  const counts = countsOf(poll);
  votes[nameOf(poll)] = counts.before ? undefined : { now: counts.now.map(() => 0), before: counts.now };
  keep();
  draw(poll);
}

const shownPoll = () => Reveal.getCurrentSlide()?.querySelector(".poll");

document.addEventListener("keydown", (event) => {
  const poll = shownPoll();
  if (!poll || keys.open || event.ctrlKey || event.altKey || event.metaKey || document.activeElement.matches("input")) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (!digit) return;
  const k = Number(digit[1]) - 1;
  count(poll, k, (countsOf(poll).now[k] ?? 0) + (event.shiftKey ? -1 : 1));
  event.preventDefault();
});

/** The key V. */
function voteAgain() {
  if (shownPoll()) again(shownPoll());
}
Reveal.on("ready", () => Reveal.addKeyBinding({ keyCode: 86, key: "V", description: "Vote again" }, voteAgain));

for (const poll of document.querySelectorAll(".poll")) {
  poll.querySelectorAll("input").forEach((field, k) => {
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => count(poll, k, Number(field.value.replace(/\D/g, ""))));
    field.addEventListener("blur", () => draw(poll));
    field.addEventListener("keydown", ({ key }) => {
      if (key === "Enter") field.blur();
    });
  });
  poll.querySelector(".again").addEventListener("click", () => again(poll));
  draw(poll);
}
}
