"""What each Predict question asks about: found in every notebook, and in invented ones that try the borders."""

import html
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.example_lecture import FIGURE
from support.notebook_checks import NOTEBOOKS, said_before
from support.rows import each_row

from course_tools.page_body import body
from course_tools.predictions import is_live, parts, predictions, telling, the_number
from course_tools.predictions import printed as printed_by


def said(text, **options):
    return new_code_cell("…", outputs=[new_output("stream", text=text)], **options)


LIVE = new_output("display_data", data={"text/plain": "SigmoidExplorer(weight=1)", "image/png": "abc"})


def roles(*cells):
    """(kind, role) of all parts below the first question, as "kind" or "kind: role"."""
    found = parts(new_notebook(cells=[new_markdown_cell("**Predict.** What?"), *cells]))[1:]
    return [f"{part.kind}: {part.role}" if part.role else part.kind for part in found]


@each_row("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_each_question_of_the_course_has_cells_that_answer_it_and_a_text_that_explains(path):
    notebook = nbformat.read(path, as_version=4)
    found, prose = predictions(notebook), "\n\n".join(
        cell.source for cell in notebook.cells if cell.cell_type == "markdown"
    )  # fmt: skip
    assert len(found) == prose.count("**Predict.**") > 0
    bad = [question for question in found if not (question.asked and (question.explained or question.described))]
    assert bad == [], "without a cell that answers, or without Explain and Figure"
    names = [question.name for question in found]
    assert len(set(names)) == len(names)
    shows = {cell.id for cell in notebook.cells for output in cell.get("outputs", []) if not is_live(output)}
    assert set(names) <= shows, "nothing is printed or drawn by the cells that should answer"


@each_row("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_each_explanation_of_the_course_stands_below_what_it_explains(path):
    notebook = nbformat.read(path, as_version=4)
    ran, early = False, []
    for part in parts(notebook):
        if part.kind in ("predict", "heading"):
            ran = False
        elif part.kind == "code":
            ran = True
        elif part.kind == "explain" and not ran:
            early.append((notebook.cells[part.cell].id, part.source[:60]))
    assert early == []
    assert "".join(part.source for part in parts(notebook) if part.kind == "explain").count("**Explain.**") == "".join(
        cell.source for cell in notebook.cells if cell.cell_type == "markdown"
    ).count("**Explain.**"), "an Explain begins its paragraph"


@each_row("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_no_heading_above_a_question_has_a_number_that_its_answer_brings(path):
    notebook = nbformat.read(path, as_version=4)
    section, below, told = "", "", []
    for part in parts(notebook):
        if part.kind == "heading":
            section, below = (part.source, "") if part.source.startswith("## ") else (section, part.source)
        elif part.kind == "predict":
            answer = "\n".join(printed_by(notebook.cells[k]) for k in part.below.asked)
            known = re.sub(r"^#+ .*$", "", said_before(notebook, part.cell + 1), flags=re.MULTILINE)
            numbers = telling(answer) - telling(known)
            told += [(part.below.name, title) for title in (section, below) if telling(title) & numbers]
    assert told == []


def test_all_cells_up_to_the_explanation_are_asked_about():
    assert roles(new_code_cell("f = 1"), said("2"), new_markdown_cell("**Explain.** Two."), said("3")) == [
        "code: asked", "code: asked", "explain: answer", "code: answer"
    ]  # fmt: skip


def test_a_question_ends_at_the_next_question_and_at_a_heading():
    next_one = new_markdown_cell("**Explain.** E.\n\nAnd so? **Predict.** What next?")
    notebook = new_notebook(cells=[
        new_markdown_cell("**Predict.** What?"), said("1", id="one"), next_one, said("2", id="two"),
        new_markdown_cell("## 2 · Next"), said("3", id="three"),
    ])  # fmt: skip
    assert [(question.name, question.asked) for question in predictions(notebook)] == [("one", [1]), ("two", [3])]
    assert parts(notebook)[-1].below is None


def test_what_goes_on_to_something_new_is_open_but_for_what_is_printed_there():
    text = "**Explain.** It is 0.72.\n\n$$\nx\n\ny\n$$\n\nThe 0.72 is a product.\n\nNow to the next thing.\n\nSo 0.72."
    mistake = new_markdown_cell("> **Common mistake.** M.")
    assert roles(said("p = 0.72"), new_markdown_cell(text), said("4"), mistake) == [
        "code: asked", "explain: answer", "text: answer", "text: answer", "text", "text",
        "code: asked", "mistake: answer",
    ]  # fmt: skip


def test_a_picture_with_its_sentence_is_an_answer_and_a_live_figure_is_not():
    drawn = new_code_cell("draw()", outputs=[FIGURE])
    assert roles(drawn, new_markdown_cell("**Figure.** F.\n\nNow this.")) == ["code: asked", "figure: answer", "text"]
    live = new_code_cell("SigmoidExplorer()", outputs=[LIVE])
    text = new_markdown_cell("**Figure.** F.\n\nMove it. Notice:\n\n- that")
    assert roles(live, text, said("1"), new_markdown_cell("**Explain.** E.")) == [
        "code: asked", "figure", "text", "text: answer", "code: asked", "explain: answer"
    ]  # fmt: skip
    found = predictions(new_notebook(cells=[new_markdown_cell("**Predict.** W?"), live, text, said("1", id="later")]))
    assert found[0].name == "later", "it is what the reader waits for"


@each_row(
    ("question", "printed", "number"),
    [
        ("What?", "to both together: 0.720\n", "0.720"),
        ("What?", "a 0.5, b 0.25", ""),
        ("What?", "twice 0.5 is said, 0.5", "0.5"),
        ("Of the 1,000, how many?", "in both: 983 of 1,000", "983"),
        ("What?", "w2 and int64, no number", ""),
        ("What?", "from −3 on", "−3"),
        ("What?", "a share of 12 %", "12"),
    ],
)
def test_the_number_of_an_answer_is_the_only_one_that_was_not_in_the_question(question, printed, number):
    assert the_number(question, [said(printed)]) == number


def test_what_is_drawn_is_no_number():
    assert the_number("What?", [said("0.5"), new_code_cell("draw()", outputs=[FIGURE])]) == ""


# ------------------------------------------------------------------ on a page of the site


def shown(*cells):
    return "".join(body(new_notebook(cells=list(cells))).blocks)


def without_lines(code):
    return re.sub(r"\n+", "\n", code)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_on_a_page_each_answer_is_behind_its_guess_and_each_section_counts_its_own(path):
    notebook = nbformat.read(path, as_version=4)
    text = "".join(body(notebook).blocks)
    names = [question.name for question in predictions(notebook)]
    assert re.findall(r'<course-guess id="[^"]*" of="([^"]*)"', text) == names
    assert " ".join(re.findall(r'<course-tally of="([^"]*)"', text)).split() == names
    outside = re.sub(r"<course-answer\b.*?</course-answer>", "", text, flags=re.DOTALL)
    assert "<strong>Explain.</strong>" in text
    assert "<strong>Explain.</strong>" not in outside
    assert text.count("<course-answer ") == text.count("</course-answer>")
    # the lines of it that only draw may be folded away
    code = without_lines(html.unescape(re.sub("<[^>]*>", "", re.sub("<summary>.*?</summary>", "", outside))))
    asked = [notebook.cells[k].source for question in predictions(notebook) for k in question.asked]
    below = {part.cell for part in parts(notebook) if part.kind == "code" and part.below}
    shown = re.findall(r'<pre class="output scroll">(.*?)</pre>', outside, re.DOTALL)
    assert set(map(html.unescape, shown)) & {printed_by(notebook.cells[k]).rstrip() for k in below} == set()
    assert [source for source in asked if without_lines(source) not in code] == [], "what one is asked about is open"


def test_the_guess_stands_where_the_answer_will_and_knows_what_is_printed():
    text = shown(new_markdown_cell("**Predict.** W?"), new_code_cell("f = 1"), said("x 0.72", id="one"),
                 new_markdown_cell("**Explain.** E."))  # fmt: skip
    order = ["f</span>", "<course-guess", "x 0.72", "</course-answer>", "Explain."]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)
    assert '<course-guess id="predict-one" of="one" printed="0.72" came="printed">' in text


def test_what_only_describes_a_picture_is_folded_away_and_what_explains_it_is_not():
    drawn = new_code_cell("draw()", outputs=[FIGURE])
    figure = "**Figure.** A line that falls from two to nothing over the epochs, quickly at first and slowly at last."
    folded = "<summary>Description of the picture</summary>"
    ask = new_markdown_cell("**Predict.** W?")
    assert folded in shown(drawn, new_markdown_cell(figure))
    assert folded in shown(ask, drawn, new_markdown_cell(f"{figure}\n\n**Explain.** E."))
    assert folded not in (alone := shown(ask, drawn, new_markdown_cell(figure)))
    assert "<strong>Figure.</strong> A line" in alone


@pytest.mark.slow
def test_below_a_living_figure_nobody_is_told_that_it_is_still():
    live = new_code_cell("SigmoidExplorer()", outputs=[LIVE])
    text = shown(live, new_markdown_cell(
        "**Figure.** A curve. A dot. Until the cell has run in a session of your own, and in previews such as that on "
        "GitHub, this is a still picture. Live, a square marks it.\n\nNow move it."
    ))  # fmt: skip
    assert "<p>A square marks it.</p>" in text
    assert "The figure as it opens, in words</summary>\n<p>A curve. A dot.</p>" in text
    assert "Now move it." in text
    assert "still" not in re.sub("<[^>]*>", "", text)
    for path in NOTEBOOKS:
        assert "still picture" not in shown(*nbformat.read(path, as_version=4).cells)
