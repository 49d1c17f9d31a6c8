// The front page: what the reader has guessed and solved in each notebook, read from this machine, and where to go on.

{
const stored = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {}; // nothing may be read here, or what was kept is torn
  }
};

/** {guessed, solved, of} of a card: how many of its questions have a guess, how many exercises are solved, and all. */
function progressOf(card) {
  const asked = card.querySelector("[data-guesses]"), set = card.querySelector("[data-exercises]");
  const questions = asked?.dataset.guesses.split(" ") ?? [], exercises = set?.dataset.exercises.split(" ") ?? [];
  const guesses = asked ? stored(`course-guesses:${asked.dataset.of}`) : {};
  const found = stored("logistic-regression-course:solved");
  const guessed = questions.filter((name) => typeof guesses[name] === "string" && guesses[name] !== "").length;
  const solved = exercises.filter((number) => Array.isArray(found) && found.includes(number)).length;
  if (asked) {
    asked.textContent = `${guessed} of ${questions.length} predictions made`;
    asked.hidden = guessed === 0;
  }
  return { guessed, solved, of: questions.length + exercises.length };
}

function show() {
  const start = document.querySelector(".start");
  for (const card of document.querySelectorAll(".map > li")) {
    const { guessed, solved, of } = progressOf(card);
    const bar = card.querySelector("progress"), link = card.querySelector("h3 a");
    bar.max = of || 1;
    bar.value = guessed + solved;
    bar.hidden = guessed + solved === 0;
    if (bar.hidden) continue;
    start.href = link.getAttribute("href"); // the last that was begun
    start.textContent = `Go on with ${link.textContent.split(" ")[0]}`;
  }
}

show();
addEventListener("storage", show); // another tab
addEventListener("pageshow", show); // back from a page
}
