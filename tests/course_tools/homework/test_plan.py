"""The plan for a submission: which cells are run, whose, and in which order."""

import json

import nbformat
import pytest
import support.homework_kinds as kinds
from hypothesis import given
from hypothesis import strategies as st

from course_tools.homework import plan as plans
from course_tools.homework import source
from course_tools.homework.parsing import SubmittedCell, parse
from course_tools.homework.submissions import HandedIn, Unreadable


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
