"""The plan for a submission: which cells are run, whose, and in which order."""

import dataclasses
import json

import msgspec
import nbformat
import pytest
import support.homework_kinds as kinds
from hypothesis import example, given
from hypothesis import strategies as st
from support.notebook_checks import ROOT
from support.rows import each_row

import proctor
from course_tools.homework import plan as plans
from course_tools.homework import recognition, source
from course_tools.homework.plain_cells import SubmittedCell, parse
from course_tools.homework.submissions import HandedIn, Unreadable

HOMEWORK = ROOT / "notebooks" / "homework"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return source.load(kinds.NAME, kinds.write_assignment(tmp_path_factory.mktemp("source")))


def arranged(assignment, notebook):
    cells, _ = parse(json.dumps(notebook).encode())
    return plans.arrange(assignment, cells)


def names(plan):
    return [step.cell.name if step.cell else step.source for step in plan.code]


IN_ORDER = ["given", "sigmoid", "sigmoid-visible", "sigmoid-hidden", "loss", "loss-partial", "fit", "fit-tests"]


def test_an_untouched_order_stays(assignment):
    plan = arranged(assignment, kinds.before("loss", "own = 1"))
    assert names(plan) == [*IN_ORDER[:4], "own = 1", *IN_ORDER[4:]]
    assert (plan.notes, plan.attention) == ((), ())


def test_a_test_comes_after_what_the_instructor_has_before_it(assignment):
    notebook = kinds.solved()
    moved = notebook.cells.pop(IN_ORDER.index("loss-partial") + 1)
    notebook.cells.insert(0, moved)
    plan = arranged(assignment, notebook)
    assert names(plan) == IN_ORDER
    assert "changed their order" in plan.notes[0]


@pytest.mark.parametrize("missing", IN_ORDER)
def test_what_is_missing_is_put_back_where_it_was(assignment, missing):
    notebook = kinds.solved()
    notebook.cells.remove(kinds.find(notebook, missing))
    plan = arranged(assignment, notebook)
    kept = [name for name in IN_ORDER if name != missing]
    assert names(plan) == (kept if missing in ("sigmoid", "loss", "fit") else IN_ORDER)
    assert missing in plan.notes[0]
    assert plan.attention == ()


def test_a_missing_answer_for_a_human_needs_attention(assignment):
    notebook = kinds.solved()
    notebook.cells.pop()
    plan = arranged(assignment, notebook)
    assert "words" in plan.attention[0]
    assert plan.steps[-1].cell.name == "words"
    assert plan.steps[-1].restored


def test_the_tests_are_the_instructors(assignment):
    notebook = kinds.solved()
    kinds.find(notebook, "sigmoid-hidden").source = "print('mine')"
    kinds.find(notebook, "given").source = "x = None"
    plan = arranged(assignment, notebook)
    task = plan.task(assignment, {})
    assert "mine" not in str(task)
    assert "x = None" not in str(task)
    hidden = task.steps[IN_ORDER.index("sigmoid-hidden")]
    assert kinds.SECRET in hidden.tests
    assert kinds.SECRET not in hidden.source
    assert len(plan.notes) == 2
    own = [step for step in task.steps if step.role == "author"]
    assert [step.tests for step in own] == [None] * 3


def test_of_two_answers_the_last_counts(assignment):
    notebook = kinds.solved()
    again = kinds.find(notebook, "sigmoid").copy()
    again.source = "def sigmoid(z): return 2"
    notebook.cells.insert(3, again)
    plan = arranged(assignment, notebook)
    counted = next(step for step in plan.steps if step.cell is not None and step.cell.name == "sigmoid")
    assert counted.source == again.source
    assert "more than once" in plan.notes[0]


def test_the_assignment_knows_what_it_asks_for(assignment):
    assert {"sigmoid", "loss", "fit"} <= set(assignment.answers)
    assert "torch" in assignment.modules
    assert [(cell.name, cell.points, cell.kind.is_by_hand) for cell in assignment.graded] == [
        (name, points, name == "words") for name, points in kinds.QUESTIONS.items()
    ]
    assert all("SOLUTION" not in cell.source for cell in assignment.cells)


def test_assignments_that_import_nothing_large_of_their_own_share_an_engine(assignment):
    of_the_course = {source.load(name, HOMEWORK / name).preloaded for name in ("hw1", "hw2", "template")}
    assert of_the_course == {assignment.preloaded} == {(*proctor.PRELOADED, "course_utils")}
    needs = dataclasses.replace(assignment, modules=("json", "sklearn.linear_model", "torch.nn", "torch"))
    assert needs.preloaded == (*assignment.preloaded, "sklearn.linear_model", "torch.nn")


def test_an_assignment_that_cannot_be(tmp_path, refuses):
    with refuses(source.BadAssignment, "hw9.ipynb", "found 0"):
        source.load("hw9", tmp_path)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    nbformat.write(notebook, tmp_path / "hw9.ipynb")
    with refuses(source.BadAssignment, "hw9.ipynb", "no cell earns points"):
        source.load("hw9", tmp_path)


# what was handed in, and what is run of it; x and y are the student's own cells
ORDERS = [
    # a test that comes too early waits for what the instructor has before it, one that comes late stays there
    ("fit-tests given sigmoid loss x fit",
     "given sigmoid sigmoid-visible sigmoid-hidden loss loss-partial x fit fit-tests"),
    ("given sigmoid sigmoid-hidden x sigmoid-visible loss fit y",
     "given sigmoid x sigmoid-visible sigmoid-hidden loss loss-partial fit fit-tests y"),
    ("given sigmoid x sigmoid-visible loss y sigmoid-hidden fit",
     "given sigmoid x sigmoid-visible loss y sigmoid-hidden loss-partial fit fit-tests"),
    # what was given stands at its place although everything else has moved
    ("x loss fit sigmoid y", "given x loss fit sigmoid sigmoid-visible sigmoid-hidden loss-partial fit-tests y"),
    ("x y", "given sigmoid-visible sigmoid-hidden loss-partial fit-tests x y"),
    # of two, the last counts; the first is the student's own
    ("given sigmoid x sigmoid fit loss",
     "given sigmoid! x sigmoid sigmoid-visible sigmoid-hidden fit loss loss-partial fit-tests"),
]  # fmt: skip


@pytest.mark.parametrize(("handed_in", "run"), ORDERS, ids=[handed_in for handed_in, _ in ORDERS])
def test_each_step_has_its_place(assignment, handed_in, run):
    cells = [SubmittedCell("code", name, name if name in IN_ORDER else None, {}) for name in handed_in.split()]
    order = [step.cell.name if step.cell else step.source + "!" * (step.source in IN_ORDER)
             for step in plans.arrange(assignment, cells).code]  # fmt: skip
    assert order == run.split()


@given(st.lists(st.sampled_from([*IN_ORDER, "words", "x", "y"]), max_size=14))
def test_whatever_is_handed_in_the_tests_see_what_they_need(assignment, handed_in):
    """Each test is run once, behind what the instructor has before it; what is the student's own keeps its order."""
    cells = [SubmittedCell("markdown" if name == "words" else "code", f"{name} {number}", name, {})
             for number, name in enumerate(handed_in)]  # fmt: skip
    steps = plans.arrange(assignment, cells).steps
    place = {step.cell.name: at for at, step in enumerate(steps) if step.cell}
    named = [step.cell.name for step in steps if step.cell]
    assert len(named) == len(set(named))
    order = [cell.name for cell in assignment.cells if cell.name]
    for test in kinds.QUESTIONS.keys() - {"words"}:
        assert all(place[name] < place[test] for name in order[: order.index(test)] if name in place)
    assert set(order) - set(named) == {"sigmoid", "loss", "fit"} - set(handed_in)
    own = [step.source for step in steps if step.kind.is_students and not step.restored]
    assert own == [cell.source for cell in cells if cell.source in own]
    # of several of one name the last is meant, the others are the student's own
    lost = {cell.source for cell in cells} - set(own)
    assert {source.split()[0] for source in lost} <= set(order) - {"sigmoid", "loss", "fit", "words"}


def test_a_given_cell_that_was_missing_is_run_before_the_students_own(assignment):
    """Behind the last cell that the instructor has before it, and in front of what follows there."""
    cells = [SubmittedCell("code", name, None, {}) for name in ("x", "y")]
    plan = plans.arrange(assignment, cells)
    assert [step.restored for step in plan.code] == [True] * 5 + [False] * 2
    assert "is it a notebook of another assignment?" in plan.attention[0]


def test_a_plan_is_of_what_was_handed_in(assignment, refuses):
    data = json.dumps(kinds.before("loss", "own = 1")).encode()
    handed = HandedIn("anna", data, {"a.csv": b"1"}, ("a note",))
    plan = plans.plan(assignment, handed)
    assert plan.notes == ("a note",)
    assert plan.task(assignment, handed.files).own_files == {"a.csv": b"1"}
    with refuses(Unreadable, "no regular file"):
        plans.plan(assignment, HandedIn("bo", problem="no regular file"))


# ------------------------------------------------------------------------ found by what is in them


def without_metadata(notebook, *names):
    """Without what nbgrader wrote into these cells, or into any."""
    for cell in notebook.cells:
        if not names or cell.metadata.get("nbgrader", {}).get("grade_id") in names:
            cell.metadata = {}
    return notebook


def test_cells_that_have_lost_their_metadata_are_known_by_what_is_in_them(assignment):
    notebook = without_metadata(kinds.before("loss", "own = 1"))
    plan = arranged(assignment, notebook)
    assert names(plan) == [*IN_ORDER[:4], "own = 1", *IN_ORDER[4:]]
    assert plan.attention == ()
    (note,) = plan.notes
    assert all(name in note for name in (*IN_ORDER, "words"))
    assert plan.steps[-1].cell.name == "words"
    assert (plan.steps[-1].source, plan.steps[-1].restored) == ("My own words.", False)


@pytest.mark.parametrize("name", [*IN_ORDER, "words"])
def test_one_cell_that_has_lost_its_metadata(assignment, name):
    plan = arranged(assignment, without_metadata(kinds.solved(), name))
    assert names(plan) == IN_ORDER
    assert [step.restored for step in plan.steps] == [False] * len(plan.steps)
    assert plan.notes == (f"cells had lost nbgrader's metadata, and were recognised by what is in them: {name}",)
    assert plan.attention == ()


def test_what_is_there_by_its_name_is_not_looked_for(assignment):
    """A draft of an answer, and a copy of a test, are the student's own."""
    notebook = kinds.before("sigmoid", "def sigmoid(z): return 3")
    copied = kinds.find(notebook, "fit-tests").copy()
    copied.metadata = {}
    notebook.cells.append(copied)
    plan = arranged(assignment, notebook)
    assert names(plan) == ["given", "def sigmoid(z): return 3", *IN_ORDER[1:], copied.source]
    assert plan.notes == ()


def test_of_two_answers_without_metadata_the_last_counts(assignment):
    notebook = without_metadata(kinds.before("sigmoid", "def sigmoid(z): return 3"))
    plan = arranged(assignment, notebook)
    assert [step.source for step in plan.steps if step.cell and step.cell.name == "sigmoid"] == [
        kinds.find(kinds.solved(), "sigmoid").source
    ]


def test_words_are_not_looked_for_among_what_was_handed_out(assignment):
    notebook = kinds.solved()
    notebook.cells.remove(kinds.find(notebook, "words"))
    notebook.cells.append(nbformat.v4.new_markdown_cell(notebook.cells[0].source))
    plan = arranged(assignment, notebook)
    assert plan.steps[-1].restored or plan.steps[-2].restored
    assert "words" in plan.attention[0]


def untouched_words(*cells, place=None):
    """A notebook in which the answer in words is as it was handed out, and these cells stand somewhere."""
    notebook = kinds.solved()
    kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
    place = len(notebook.cells) if place is None else place
    notebook.cells[place:place] = cells
    return notebook


TEXT = nbformat.v4.new_markdown_cell("My answer, in a new cell.")
CODE = nbformat.v4.new_code_cell("# My answer, in a cell as it is when it is new.")


@pytest.mark.parametrize(("cells", "place"), [
    ([TEXT], None), ([CODE], None), ([TEXT, CODE], None), ([TEXT], -1), ([CODE], -1), ([TEXT], 0), ([TEXT], 4),
])  # fmt: skip
def test_an_answer_in_words_in_another_cell_is_found(assignment, cells, place):
    plan = arranged(assignment, untouched_words(*cells, place=place))
    (step,) = [step for step in plan.steps if step.cell and step.cell.name == "words"]
    assert step.elsewhere == tuple(cell.source for cell in cells)
    assert plan.notes == ("words is untouched; what stands in another cell may be the answer, and a human is to look",)
    assert [cell.source in [step.source for step in plan.steps] for cell in cells] == [True] * len(cells)


@pytest.mark.parametrize(("cells", "place"), [
    ([], None), ([CODE], 3), ([nbformat.v4.new_markdown_cell(" \n")], None),
    ([nbformat.v4.new_markdown_cell(kinds.instructor_version().cells[0].source)], None),
])  # fmt: skip
def test_no_answer_in_words_is_no_answer(assignment, cells, place):
    plan = arranged(assignment, untouched_words(*cells, place=place))
    assert [step.elsewhere for step in plan.steps if step.cell and step.cell.name == "words"] == [()]
    assert plan.notes == ()


def test_an_answer_in_words_that_is_there_is_the_answer(assignment):
    notebook = kinds.solved()
    notebook.cells.append(TEXT)
    plan = arranged(assignment, notebook)
    assert [step.elsewhere for step in plan.steps if step.cell and step.cell.name == "words"] == [()]


def test_a_test_that_was_corrected_was_not_edited_by_its_student(tmp_path):
    handed_in = kinds.solved()
    folder = kinds.write_assignment(tmp_path)
    notebook = kinds.instructor_version()
    kinds.find(notebook, "sigmoid-visible").source += "\nassert sigmoid(x).shape == x.shape"
    nbformat.write(notebook, folder / f"{kinds.NAME}.ipynb")
    corrected = source.load(kinds.NAME, folder)
    plan = arranged(corrected, handed_in)
    assert plan.notes == ()
    assert "x.shape" in plan.task(corrected, {}).steps[2].tests
    kinds.find(handed_in, "sigmoid-visible").source = "assert True"
    assert arranged(corrected, handed_in).notes == (
        "sigmoid-visible had been edited; the instructor's version was used",
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_another_system_are_no_edit(assignment, end):
    notebook = kinds.solved()
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", end)
    plan = arranged(assignment, notebook)
    assert plan.notes == ()
    assert all("\r" not in step.source for step in plan.steps)


# ------------------------------------------------------------------------ whatever the file holds


@each_row(("data", "why"), [
    (b'{"nbformat": 5, "cells": []}', "in the notebook format 5; the newest that is known is 4"),
    (b'{"nbformat": 4}', "no list of cells"), (b'{"nbformat": 4, "cells": 3}', "no valid notebook"),
    (b'{"nbformat": 0, "cells": []}', "in the notebook format 0"),
    (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}', "the source of a cell is text, and no int"),
    (b'{"nbformat": 4, "cells": [' + b"{}," * 2000 + b"{}]}", "it has 2,001 cells, where 2,000 are allowed"),
    (b'{"nbformat": 4, "cells": [' + b"[]," * 400_000 + b"]}", "more than 400,000 lists and tables"),
    (b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    (b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "a\\ud800\\u001b[31m"}}}', "a?\ufffd[31m"),
    (b'{"nbformat": ' + b"9" * 5000 + b"}", "no valid JSON"),
])  # fmt: skip
def test_what_is_no_notebook_is_refused_with_a_reason(data, why):
    with pytest.raises(Unreadable) as refused:
        parse(data)
    assert why in str(refused.value)
    str(refused.value).encode()  # it is to be written down


def written(notebook, version):
    """As a program saves it in this format: the cells of format 3 lie in a worksheet, and code is called input."""
    raw = json.loads(json.dumps(notebook))
    if version == 3:
        for cell in raw["cells"]:
            if cell["cell_type"] == "code":
                cell["input"] = cell.pop("source")
        raw = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": raw.pop("cells")}]}
    return raw, raw["worksheets"][0]["cells"] if version == 3 else raw["cells"]


@each_row("version", [3, 4])
@each_row("value", [[1], "x", None, 7, {"a": [1]}], ids=str)
def test_cells_are_read_whatever_lies_beside_what_counts(version, value):
    whole, _ = parse(json.dumps(kinds.solved()).encode())
    fields = ("outputs", "execution_count", "attachments", "id", "collapsed", "prompt_number", "language")

    def read(change):
        raw, cells = written(kinds.solved(), version)
        change(raw, cells)
        found, _ = parse(json.dumps(raw).encode())
        return [(cell.cell_type, cell.source, cell.name, cell.unreadable) for cell in found]

    wanted = [(cell.cell_type, cell.source, cell.name, "") for cell in whole]
    assert read(lambda raw, cells: raw.update(metadata=value, nbformat_minor=value, orig_nbformat=value)) == wanted
    assert read(lambda raw, cells: raw.update(metadata={"kernelspec": value, "language_info": value})) == wanted
    assert read(lambda raw, cells: [cell.update(dict.fromkeys(fields, value)) for cell in cells]) == wanted
    assert read(lambda raw, cells: [cell.update(outputs=[value, {"output_type": value}]) for cell in cells]) == wanted
    assert read(lambda raw, cells: [cell["metadata"].update(tags=value) for cell in cells]) == wanted
    nameless = [(kind, source, None, "") for kind, source, *_ in wanted]
    assert read(lambda raw, cells: [cell.update(metadata=value) for cell in cells]) == nameless
    assert read(lambda raw, cells: [cell["metadata"].update(nbgrader=value) for cell in cells]) == nameless


@pytest.mark.parametrize(("cell", "name", "why"), [
    (7, None, "a cell cannot be read: a cell is no int"),
    ({"source": "x"}, None, "a cell cannot be read: a cell without its type"),
    ({"source": ["x", 1]}, "sigmoid", "sigmoid cannot be read: the source of a cell is text, and no list"),
    ({"source": None}, "sigmoid", "sigmoid cannot be read: the source of a cell is text, and no None"),
])  # fmt: skip
def test_a_cell_that_cannot_be_read_is_for_a_human_and_the_others_are_graded(assignment, cell, name, why):
    notebook = json.loads(json.dumps(kinds.solved()))
    if name is None:
        notebook["cells"].append(cell)
    else:
        notebook["cells"][1 + IN_ORDER.index(name)].update(cell)  # behind the title
    plan = arranged(assignment, notebook)
    assert [said.startswith(why) for said in plan.attention] == [True]
    assert names(plan) == [one for one in IN_ORDER if one != name]


def test_headings_of_format_3_are_headings():
    levels = (1, 3, [1], 1.0, 99)
    headings = [{"cell_type": "heading", "level": level, "source": "x", "metadata": {}} for level in levels]
    raw = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": headings}, 7, {"cells": 3}]}
    cells, notes = parse(json.dumps(raw).encode())
    assert [cell.source for cell in cells] == ["# x", "### x", "# x", "# x", "# x"]
    assert notes == ["saved in the notebook format 3, and upgraded"]


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6),
              st.sampled_from(["code", "markdown", "\ud800", "words", "sigmoid", "x\ud800y", "attachment:a"])),
    lambda inside: st.one_of(st.lists(inside, max_size=4), st.dictionaries(st.sampled_from([
        "cell_type", "source", "metadata", "nbgrader", "grade_id", "attachments", "a", "image/png", "checksum", "grade",
        "points", "language", "kernelspec", "language_info", "name", "input", "\ud800",
    ]), inside, max_size=5)), max_leaves=12,
)  # fmt: skip
CELL = st.fixed_dictionaries(
    {"cell_type": st.one_of(st.sampled_from(["code", "markdown", "raw"]), JSON), "source": st.one_of(st.text(), JSON)},
    optional={"metadata": st.one_of(JSON, st.fixed_dictionaries({"nbgrader": JSON})), "attachments": JSON},
)


@pytest.mark.slow
@example({"nbformat": 4, "cells": [], "metadata": None})
@given(st.one_of(JSON, st.fixed_dictionaries({
    "nbformat": st.one_of(st.sampled_from([4, 3, 2, True]), JSON), "cells": st.one_of(st.lists(CELL, max_size=4), JSON),
}, optional={"metadata": JSON, "worksheets": JSON})))  # fmt: skip
def test_any_json_is_a_notebook_or_refused(assignment, raw):
    """And then it is a plan whose texts can be written down and sent."""
    try:
        plan = plans.plan(assignment, HandedIn("anna", json.dumps(raw).encode()))
    except Unreadable as error:
        str(error).encode()
        return
    assert [step.cell.name for step in plan.steps if step.cell and step.cell.kind == "test"] == [
        name for name in kinds.QUESTIONS if name != "words"
    ]
    for step in plan.steps:
        step.source.encode()
    "".join((*plan.notes, *plan.attention)).encode()
    msgspec.msgpack.encode(plan.task(assignment, {}))


def test_what_a_test_has_changed_in_place_is_the_instructors_word(tmp_path):
    notebook = kinds.instructor_version()
    kinds.find(notebook, "fit-tests").metadata["changes"] = ["X"]
    folder = tmp_path / kinds.NAME
    folder.mkdir()
    nbformat.write(notebook, folder / f"{kinds.NAME}.ipynb")
    assignment = source.load(kinds.NAME, folder)
    handed = kinds.solved()
    kinds.find(handed, "fit-tests").metadata["changes"] = ["y"]
    task = arranged(assignment, handed).task(assignment, {})
    assert {name: step.changes for name, step in zip(IN_ORDER, task.steps, strict=False) if step.changes} == {
        "fit-tests": ("X",)
    }
    plain = source.load(kinds.NAME, kinds.write_assignment(tmp_path / "plain"))
    assert plain.digest != assignment.digest


def with_stub(name, at, source):
    """A good one whose answer is untouched, with a cell of the student's own in front of another, or at the end."""
    notebook = kinds.solved()
    kinds.find(notebook, name).source = kinds.find(kinds.released(), name).source
    place = len(notebook.cells) if at is None else notebook.cells.index(kinds.find(notebook, at))
    notebook.cells.insert(place, kinds.code(source))
    return notebook


ANSWER = "%precision 3\ndef sigmoid(z):\n    return torch.sigmoid(z)"


@pytest.mark.parametrize(("at", "is_told"), [
    ("sigmoid", False), ("sigmoid-visible", False), ("sigmoid-hidden", True), ("loss", True), (None, True),
])  # fmt: skip
def test_an_answer_in_a_cell_below_its_tests_is_for_a_human(assignment, at, is_told):
    plan = arranged(assignment, with_stub("sigmoid", at, ANSWER))
    says = "sigmoid is untouched; the name `sigmoid` is defined in a cell below its tests"
    assert plan.attention == (says,) * is_told


@each_row(("code", "names"), [
    ("%%time\ndef f(): pass", {"f"}), ("print?\nx = 1  # or 2?", {"x"}), ("x = (", set()),
    ("files = !ls\na, b = %sx ls\nif files:\n    !ls\n    c = 1", {"files", "a", "b", "c"}),
    ("x = 5 % 3\ny = x != 3\ns = '''\n%who\n'''", {"x", "y", "s"}),
    ("!ls\n" * 700 + "x = 1", {"x"}),  # as IPython reads it: seconds, and an error
])  # fmt: skip
def test_names_are_found_among_what_only_ipython_reads(code, names):
    assert recognition.defined(code) == names


@pytest.mark.slow
def test_what_is_looked_for_in_code_without_end_ends(assignment, monkeypatch):
    """Some kinds of code take seconds for each megabyte, and a submission has up to twenty."""
    read = []
    monkeypatch.setattr(recognition, "defined", lambda text: read.append(text) or set())
    notebook = with_stub("sigmoid", "loss", ANSWER)
    notebook.cells += [kinds.code(f"x = '{number}{' ' * 100_000}'") for number in range(30)]
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    plans.plan(assignment, HandedIn("x", data=json.dumps(notebook).encode()))
    assert ANSWER in read
    assert 0 < sum(map(len, read)) <= 2 * recognition.MOST_READ


def test_what_stands_below_is_no_answer_if_it_is_another_name_or_the_answer_is_there(assignment):
    assert arranged(assignment, with_stub("sigmoid", None, "x = sigmoid(1)\nearned = 2")).attention == ()
    assert arranged(assignment, kinds.before("words", ANSWER)).attention == ()
    both = with_stub("sigmoid", "sigmoid", ANSWER)
    both.cells.append(kinds.code(ANSWER))
    assert arranged(assignment, both).attention == ()


def test_names_are_those_of_the_solution_and_not_of_others(tmp_path):
    cell = kinds.code
    solution = "### BEGIN SOLUTION\nlow, (high, _) = 1, (2, 3)\nx = 0\n### END SOLUTION"
    notebook = nbformat.v4.new_notebook(cells=[
        cell(solution, "ends", solution=True), cell("assert low < high", "ends-tests", points=1),
        cell("x = 1", "more", solution=True), cell("x += 1"),
    ])  # fmt: skip
    nbformat.write(notebook, tmp_path / "own.ipynb")
    own = source.load("own", tmp_path)
    assert own.cell("ends").defines == ("_", "high", "low", "x")
    stub = own.cell("ends").released

    def attention(below):
        there = [("ends", stub), ("ends-tests", "assert low < high"), ("more", "x = 1"), (None, below)]
        return plans.arrange(own, [SubmittedCell("code", text, name, {}) for name, text in there]).attention

    assert attention("x = 5") == ()
    assert attention("x = 5\nhigh, low = 2, 1") == (
        "ends is untouched; the names `high` and `low` are defined in a cell below its tests",
    )
