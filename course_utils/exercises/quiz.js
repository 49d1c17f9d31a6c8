import { button, html, liveText } from "../widgets/shared.js";

let lastGroup = 0;

export function build({ model, el }) {
  const questions = model.get("questions");
  questions.forEach((question, i) => el.append(form(model, question, i)));
  const say = liveText(el);
  const count = () => {
    const chosen = model.get("chosen");
    const right = questions.filter((question, i) => question.options[chosen[i]]?.correct).length;
    say(`${right} of ${questions.length} right.`);
  };
  model.on("change:chosen", count);
  count();
  return () => model.off("change:chosen", count);
}

function form(model, question, i) {
  lastGroup += 1;
  const name = `cu-question-${lastGroup}-${Math.random().toString(36).slice(2, 8)}`;
  const box = html("fieldset", { class: "cu-question" }, html("legend", {}, `${i + 1}. `, ...withCode(question.prompt)));
  if (question.table) box.append(table(question.table));
  const inputs = question.options.map((option, k) => {
    const input = html("input", { type: "radio", name, value: k, "data-lm-suppress-shortcuts": "true" });
    box.append(html("label", { class: "cu-option" }, input, html("span", {}, ...withCode(option.text))));
    return input;
  });
  const checkButton = button(box, "Check", () => {
    const place = inputs.findIndex((input) => input.checked);
    const chosen = [...model.get("chosen")];
    chosen[i] = place;
    model.set("chosen", chosen);
    model.save_changes();
    show(place);
  });
  checkButton.setAttribute("aria-label", `Check question ${i + 1}`);
  checkButton.disabled = true;
  const feedback = html("p", { class: "cu-feedback", role: "status" });
  box.append(feedback);

  const show = (place) => {
    const option = question.options[place];
    feedback.classList.toggle("cu-right", option.correct);
    feedback.replaceChildren(html("strong", {}, option.correct ? "✓ Right. " : "✗ Not this one. "), ...withCode(option.feedback));
  };
  for (const input of inputs) {
    input.addEventListener("change", () => {
      checkButton.disabled = false;
      feedback.replaceChildren();
    });
  }
  const earlier = model.get("chosen")[i];
  if (earlier >= 0) {
    inputs[earlier].checked = true;
    checkButton.disabled = false;
    show(earlier);
  }
  return box;
}

/** Text with `code` between backticks. */
function withCode(text) {
  return text.split("`").map((part, k) => (k % 2 ? html("code", {}, part) : part));
}

/** A small table; its first row and the first cell of every other row are headings. */
function table(rows) {
  const [head, ...body] = rows;
  const line = (cells, scope) => html("tr", {}, ...cells.map((cell, k) => {
    const heading = cell !== "" && (scope === "col" || k === 0);
    return html(heading ? "th" : "td", heading ? { scope: scope === "col" ? "col" : "row" } : {}, cell);
  }));
  return html("table", { class: "cu-table" }, line(head, "col"), ...body.map((cells) => line(cells, "row")));
}
