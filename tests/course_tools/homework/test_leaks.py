"""The scan of a student version: it finds what must not be seen wherever it stands, and nothing else."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from support.homework_plants import SOLUTION, added, cell, metadata, refusals, replaced, template
from support.rows import each_row

from course_tools.homework.format import CODE_STUB, student_version
from course_tools.homework.leaks import find_leaks, secrets_of


def spoiled(name, spoil):
    student = student_version(template())
    spoil(cell(student, name), student)
    return find_leaks(template(), student)


SPOILS = {
    "output left": (
        "odds-tests", lambda c, s: c.update(outputs=[new_output("stream", text="3\n")]), "holds an output",
    ),
    "count left": ("odds-tests", lambda c, s: c.update(execution_count=4), "holds an execution count"),
    "marker left": ("odds", lambda c, s: c.update(source=c.source + "\n### END SOLUTION"), "marker 'END SOLUTION'"),
    "solution left": ("odds", lambda c, s: c.update(source=cell(template(), "odds").source), "holds the solution"),
    "hidden test left": (
        "odds-more-tests", lambda c, s: c.update(source=cell(template(), "odds-more-tests").source),
        "holds the hidden test",
    ),
    "model answer left": (
        "words-answer", lambda c, s: c.update(source=cell(template(), "words-answer").source), "the model answer",
    ),
    "solution in an output": (
        "odds-tests",
        lambda c, s: c.update(outputs=[new_output("stream", text=f"    {SOLUTION}\n")]), "outputs.text, holds the sol",
    ),
    "name in the metadata": ("odds", lambda c, s: c.metadata.update(owner="A. Teacher"), "'owner'"),
    "widget state": ("odds", lambda c, s: s.metadata.update(widgets={}), "'widgets'"),
}  # fmt: skip


@each_row("left", SPOILS)
def test_scan_finds_what_a_tool_left_in_a_student_version(left):
    name, spoil, words = SPOILS[left]
    assert [leak for leak in spoiled(name, spoil) if words in leak]


def test_scan_does_not_depend_on_how_nbgrader_reads_markers(monkeypatch):
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

    monkeypatch.setattr(ClearSolutions, "preprocess_cell", lambda self, cell, resources, index: (cell, resources))
    leaks = find_leaks(template(), student_version(template()))
    assert [leak for leak in leaks if "the solution of cell 3" in leak]
    assert [leak for leak in leaks if "the model answer" in leak]
    monkeypatch.undo()
    monkeypatch.setattr(ClearHiddenTests, "preprocess_cell", lambda self, cell, resources, index: (cell, resources))
    assert [leak for leak in find_leaks(template(), student_version(template())) if "the hidden test of cell 5" in leak]


def test_lines_that_tell_nothing_are_no_leaks():
    notebook = template()
    replaced("odds", f"    {SOLUTION}", f"    import math\n    for k in p:\n        k\n    {SOLUTION}")(notebook)
    added(new_code_cell("import math\nfor k in p:\n    k", id="c"))(notebook)
    assert refusals(notebook) == []


def test_code_to_repair_may_share_lines_but_not_all():
    shared, repaired = "weight -= lr * weight.grad", "weight.grad.zero_()"
    notebook = template()
    replaced("odds", SOLUTION, f"{shared}\n    {repaired}")(notebook)
    given = new_code_cell(shared, id="g")
    added(given)(notebook)
    assert [leak for leak in refusals(notebook) if "cell 4 (g)" in leak]
    cell(notebook, "g").metadata.tags = ["given"]
    assert refusals(notebook) == []
    cell(notebook, "g").source = f"{repaired}\n{shared}"
    assert [leak for leak in refusals(notebook) if "cell 4 (g)" in leak]


@pytest.mark.parametrize(("n_shown", "leaks"), [(2, False), (3, True)])
def test_visible_part_of_a_cell_may_share_half_of_its_solution(n_shown, leaks):
    notebook = template()
    lines = ["aaaa = bbbbbb + 1", "cccc = dddddd + 1", "eeee = ffffff + 1", "gggg = hhhhhh + 1"]
    replaced("odds", SOLUTION, "\n    ".join(lines))(notebook)
    replaced("odds", "import numpy as np", "\n".join(["import numpy as np", *lines[:n_shown]]))(notebook)
    assert bool([leak for leak in refusals(notebook) if "cell 3 (odds) holds the solution" in leak]) is leaks


@pytest.mark.parametrize(
    "plant",
    [added(new_markdown_cell("`eeee = ffffff + 1`", id="m")), metadata("opening", tags=["eeee = ffffff + 1"])],
    ids=["cell", "metadata"],
)
def test_one_line_of_a_solution_is_too_much_anywhere_else(plant):
    notebook = template()
    replaced("odds", SOLUTION, "aaaa = bbbbbb + 1\n    cccc = dddddd + 1\n    eeee = ffffff + 1")(notebook)
    assert refusals(notebook) == []
    plant(notebook)
    assert [leak for leak in refusals(notebook) if "the solution of cell 3 (odds): " in leak]


@pytest.mark.parametrize(("line", "leaks"), [("abc = defghijk", True), ("abc = defghij", False)])
def test_a_line_tells_something_from_12_characters_on(line, leaks):
    notebook = template()
    replaced("odds", SOLUTION, f"{line}\n    {SOLUTION}")(notebook)
    added(new_markdown_cell(line, id="m"))(notebook)
    assert bool([leak for leak in refusals(notebook) if "cell 4 (m)" in leak]) is leaks


@each_row(
    ("prose", "leaks"),
    [
        ("Take p: the lower part is nearly 1, so. Right?", True),  # eight words in a row
        ("Here the lower part is nearly 1, so", False),  # seven
        ("Two plus two is just five.", True),  # a sentence of 20 characters
        ("Two plus two is one more.", False),  # of 19
    ],
)
def test_prose_tells_something_from_eight_words_or_20_characters_on(prose, leaks):
    notebook = template()
    replaced("words-answer", "*For", "Two plus two is just five. Two plus two is one more.\n\n*For")(notebook)
    added(new_markdown_cell(prose, id="m"))(notebook)
    assert bool([leak for leak in refusals(notebook) if "cell 4 (m)" in leak]) is leaks


def test_secrets_are_found_in_every_kind_of_cell():
    whats = [(secret.what, template().cells[secret.index].id) for secret in secrets_of(template())]
    assert whats == [("solution", "odds"), ("hidden test", "odds-more-tests"), ("model answer", "words-answer")]
    notebook = template()
    cell(notebook, "odds").source = "def odds(p):\n    return p / (1 - p)"
    assert secrets_of(notebook)[0].what == "solution"
    assert cell(student_version(notebook), "odds").source == CODE_STUB
