"""What comes of a submission: points, what a human must look at, and a notebook and a record that are safe to open."""

import base64
import json
import math

import nbformat
import pytest
import support.homework_kinds as kinds
from support.rows import each_row

from course_tools.homework import cleaning, outcome, source, written
from course_tools.homework import plan as plans
from course_tools.homework.submissions import HandedIn
from course_tools.homework.written import Patience
from proctor import Result, StepResult, Verdict
from proctor.task import Display, Error, Stream


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return source.load(kinds.NAME, kinds.write_assignment(tmp_path_factory.mktemp("source")))


PASSED = Verdict(outcome="passed")


def came_of(assignment, notebook, verdicts=None, shown=None, states=None, **more):
    """The outcome if the engine had said this of the cells, by name; all tests are passed but for `verdicts`."""
    verdicts, shown, states = verdicts or {}, shown or {}, states or {}
    handed = HandedIn("anna", json.dumps(notebook).encode())
    plan = plans.plan(assignment, handed)
    steps = []
    for step in plan.code:
        name = step.cell.name if step.cell else step.source
        verdict = verdicts.get(name, PASSED) if step.kind == "test" else None
        steps.append(StepResult(states.get(name, "ran"), tuple(shown.get(name, ())), verdict))
    return outcome.outcome(assignment, handed, plan, Result(tuple(steps), **more), key="k")


def cells_of(graded):
    return {cell.metadata.nbgrader.grade_id: cell for cell in graded.notebook.cells if "nbgrader" in cell.metadata}


def verdict(ended="passed", number=None, attention=()):
    return Verdict(outcome=ended, number=number, attention=tuple(attention))


@pytest.mark.parametrize(("given", "points", "status"), [
    (verdict(), 2, "graded"), (verdict(number=0.0), 0, "graded"), (verdict(number=1.25), 1.25, "graded"),
    (verdict(number=2.0), 2, "graded"), (verdict(number=2.5), 0, "needs attention"),
    (verdict(number=-0.5), 0, "needs attention"), (verdict(number=math.nan), 0, "needs attention"),
    (verdict("failed", number=2.0), 0, "graded"), (verdict("not reached"), 0, "graded"),
    (verdict(attention=["could not cross"]), 0, "needs attention"),
])  # fmt: skip
def test_points_of_a_test(assignment, given, points, status):
    graded = came_of(assignment, kinds.solved(), {"sigmoid-hidden": given})
    question = next(question for question in graded.record.questions if question.name == "sigmoid-hidden")
    assert (question.points, question.status) == (points, status)
    assert graded.record.status == status


def test_an_outcome_is_recorded_with_what_was_graded(assignment):
    graded = came_of(assignment, kinds.solved())
    record = graded.record
    assert (record.student, record.key, record.status, record.attention) == ("anna", "k", "graded", ())
    assert record.digest == HandedIn("anna", json.dumps(kinds.solved()).encode()).digest
    assert [(question.name, question.points, question.maximum) for question in record.questions] == [
        (name, points, kinds.QUESTIONS[name]) for name, points in zip(kinds.QUESTIONS, kinds.FULL, strict=True)
    ]
    assert graded.by_hand == {"words": "My own words."}
    nbformat.validate(graded.notebook)
    hides = {cell.question for cell in record.cells if cell.hides and cell.outcome}
    assert hides == {"sigmoid-hidden", "fit-tests"}


@pytest.mark.parametrize(("words", "points", "status"), [
    ("My own words.", None, "by hand"), (None, 0.0, "graded"), ("", None, "needs attention"),
])  # fmt: skip
def test_answers_in_words(assignment, words, points, status):
    """Given, left as it was handed out, and missing."""
    notebook = kinds.solved() if words is None else kinds.solved(words=words)
    if words is None:
        kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
    if words == "":
        notebook.cells.remove(kinds.find(notebook, "words"))
    question = came_of(assignment, notebook).record.questions[-1]
    assert (question.name, question.points, question.status) == ("words", points, status)


def test_what_a_human_must_look_at_is_named_once(assignment):
    odd = Verdict(outcome="failed", attention=("it looked odd",))
    verdicts = {"fit-tests": odd, "sigmoid-hidden": odd}
    graded = came_of(assignment, kinds.solved(), verdicts, attention=("it ended early", "it looked odd"))
    assert graded.record.attention == ("it ended early", "it looked odd")
    assert graded.record.status == "needs attention"


def test_hidden_outputs_go_to_the_instructor_and_the_sessions_own_to_the_student(assignment):
    outputs = Stream("hidden number\n", "stderr"), Error("E", "hidden", ("hidden",))
    verdict = Verdict(outcome="failed", outputs=outputs)
    graded = came_of(assignment, kinds.solved(), {"sigmoid-hidden": verdict}, {"sigmoid-hidden": [Stream("mine\n")]})
    cell = cells_of(graded)["sigmoid-hidden"]
    assert [output.output_type for output in cell.outputs] == ["stream", "error"]
    assert cell.outputs[0].name == "stdout"  # to nbgrader, anything on stderr costs all points
    assert kinds.SECRET in cell.source
    (shown,) = [cell for cell in graded.record.cells if cell.question == "sigmoid-hidden"]
    assert shown.outputs == [{"output_type": "stream", "name": "stdout", "text": "mine\n"}]
    assert kinds.SECRET not in shown.source


def test_what_was_never_reached_says_why(assignment):
    states = {"fit": "not reached", "fit-tests": "not reached"}
    verdicts = {"fit-tests": Verdict(outcome="not reached", why="the notebook ended before it")}
    graded = came_of(assignment, kinds.solved(), verdicts, {}, states, ended_early="it was killed")
    cells = cells_of(graded)
    assert cells["fit"].outputs[0].evalue == "never reached: it was killed"
    assert cells["fit-tests"].outputs == []
    assert graded.record.questions[3].why == "the notebook ended before it"


def test_what_cannot_be_run_has_no_points_and_needs_a_human(assignment):
    handed = HandedIn("bo", problem="an empty file")
    graded = outcome.ungraded(assignment, handed, handed.problem, ("a note",), key=None)
    record = graded.record
    assert [question.points for question in record.questions] == list(kinds.NOTHING)
    assert (record.attention, record.notes, record.cells, record.key) == (("an empty file",), ("a note",), (), None)
    cells = cells_of(graded)
    assert {name for name, cell in cells.items() if cell.get("outputs")} == set(kinds.QUESTIONS) - {"words"}
    assert cells["fit-tests"].outputs[0].ename == "NotGraded"  # a test without output would have full points
    nbformat.validate(graded.notebook)


# ------------------------------------------------------------------------ made harmless


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 9).decode()


@each_row(("data", "kept"), [
    ({"text/html": "<b>", "text/plain": "a"}, {"text/plain": "a"}),
    ({"image/svg+xml": "<svg/>", "application/javascript": "1", "text/latex": "$x$", "text/plain": ""},
     {"text/plain": ""}),
    ({"image/png": PNG, "text/plain": ""}, {"image/png": PNG, "text/plain": ""}),
    ({"image/png": '"><script>', "text/plain": ""}, {"text/plain": ""}),
    ({"image/jpeg": PNG, "text/plain": ""}, {"text/plain": ""}),
])  # fmt: skip
def test_only_text_and_pictures_are_kept(data, kept):
    output = cleaning.clean({"output_type": "display_data", "data": data})
    assert output["data"] == kept


def test_what_students_write_and_paste_is_made_harmless_in_the_notebook(assignment):
    notebook = kinds.solved(words="<script>1</script>\n\n![](attachment:a.png)")
    kinds.find(notebook, "words")["attachments"] = {
        "a.png": {"image/png": PNG, "text/html": "<script>"}, "<b>.png": {"image/png": PNG},
        "c.png": {"image/png": "YQ=="},
    }  # fmt: skip
    graded = came_of(assignment, notebook, shown={"fit": [Display({"text/html": "<b>", "text/plain": "\x07a"})]})
    words = cells_of(graded)["words"]
    assert words.source.replace(written.MARK, "").startswith("<script>1</script>")
    assert "<script" not in words.source
    assert words.source.endswith("![](attachment:picture-1)")
    assert words.attachments == {"picture-1": {"image/png": PNG}}
    assert cells_of(graded)["fit"].outputs[0].data == {"text/plain": "a"}


# ------------------------------------------------------------------------ never a silent 0


def failed(line, ename="AssertionError"):
    """A test that failed at this line of it."""
    said = f"{ename}: no"
    return Verdict(outcome="failed", why=said, outputs=(Error(ename, "no", (f"line {line}:  x", said)),))


@pytest.mark.parametrize(("name", "given", "state", "is_told"), [
    ("sigmoid-visible", failed(1), "ran", True),  # of which the student sees all
    ("sigmoid-visible", failed(1), "failed", False),
    ("sigmoid-visible", verdict("not reached"), "not reached", False),
    ("sigmoid-visible", verdict(number=0.0), "ran", False),
    ("sigmoid-hidden", failed(1), "ran", True),
    ("sigmoid-hidden", failed(1), "failed", False),
    ("sigmoid-hidden", failed(2), "ran", False),  # a hidden line: that is what it is for
    ("sigmoid-hidden", failed(7, "ValueError"), "ran", False),
    ("sigmoid-hidden", failed(7, "MemoryError"), "ran", True),
    ("sigmoid-hidden", verdict("failed"), "ran", False),
])  # fmt: skip
def test_what_passed_in_the_students_own_session_does_not_fail_in_silence(assignment, name, given, state, is_told):
    graded = came_of(assignment, kinds.solved(), {name: given}, states={name: state})
    said = [why for why in graded.record.attention if "passed in the student's own session" in why]
    assert bool(said) == is_told
    question = next(question for question in graded.record.questions if question.name == name)
    assert (question.points, question.status) == (0.0, "needs attention" if is_told else "graded")
    assert [cell.question for cell in graded.record.cells if cell.unlike] == [name] * is_told
    if is_told:
        assert said == [f"{name} was passed in the student's own session, and not where it was graded: {given.why}"]


def test_a_cell_that_takes_all_memory_is_told_if_it_may_have_cost_points(assignment):
    notebook = kinds.before("loss", "own")
    lost = came_of(assignment, notebook, {"fit-tests": failed(9)}, {}, {"own": "failed"}, out_of_memory=(4,))
    assert "ran out of memory" in "; ".join(lost.record.attention)
    kept = came_of(assignment, notebook, {}, {}, {"own": "failed"}, out_of_memory=(4,))
    assert kept.record.attention == ()
    other = came_of(assignment, notebook, {"fit-tests": failed(9)}, {}, {"own": "failed"})
    assert other.record.attention == ()


@pytest.mark.parametrize(("why", "error", "is_told"), [
    ("NameError: name 'sigmoid' is not defined", "ModuleNotFoundError", True),
    ("NameError: name 'sigmoid' is not defined", "ValueError", False),
    ("NameError: name 'sigmoid' is not defined", "FileNotFoundError", True),
    ("NameError: name 'sigmoid' is not defined", "EOFError", True),
    ("AssertionError: at 0 it is a half", "ModuleNotFoundError", False),
    ("ImportError: numba", None, True), ("EOFError: numba", None, True), ("ZeroDivisionError: numba", None, False),
    ("FileNotFoundError: numba", None, False),
])  # fmt: skip
def test_what_is_not_here_is_told_if_it_may_have_cost_points(assignment, why, error, is_told):
    shown = {"own": [Error(error, "numba", ("numba",))]} if error else {}
    notebook = kinds.before("loss", "own")
    test = Verdict(outcome="failed", why=why, outputs=(Error("E", "e", ("line 99: e",)),))
    attention = came_of(assignment, notebook, {"sigmoid-hidden": test}, shown).record.attention
    said = "something is not here that a cell needs, and tests failed that may need it, too: numba"
    assert attention.count(said) == is_told
    assert came_of(assignment, notebook, {}, shown).record.attention == ()


@pytest.mark.parametrize(("name", "says"), [
    ("sigmoid-visible", "test sigmoid-visible took more than 4 s"),
    ("sigmoid-hidden", "hidden test sigmoid-hidden took more than 4 s"),
])  # fmt: skip
def test_a_test_that_ran_out_of_time_needs_a_human(assignment, name, says):
    late = Verdict(outcome="failed", why="it was stopped", exceeded="4 s")
    record = came_of(assignment, kinds.solved(), {name: late}).record
    (why,) = record.attention
    assert why.startswith(f"{says}: ")
    assert [(one.name, one.points) for one in record.questions if one.status == "needs attention"] == [(name, 0.0)]


def test_an_answer_in_another_cell_is_graded_by_hand(assignment):
    notebook = kinds.solved()
    kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
    blank = came_of(assignment, notebook).record.questions[-1]
    notebook.cells.append(nbformat.v4.new_markdown_cell("My words."))
    graded = came_of(assignment, notebook)
    question = graded.record.questions[-1]
    assert (question.points, question.status) == (None, "by hand")
    assert graded.notebook.cells[-1].source == "My words."
    notebook.cells[-1].source = "Other words."
    changed = came_of(assignment, notebook).record.questions[-1]
    assert len({blank.answer, question.answer, changed.answer}) == 3


def test_what_is_shown_can_fail_and_costs_no_points(assignment, monkeypatch):
    def breaks(output):
        raise RuntimeError("no such output")

    monkeypatch.setattr(outcome, "clean", breaks)
    graded = came_of(assignment, kinds.solved(), {"fit-tests": failed(9)}, {"fit": [Stream("1")]})
    assert [question.points for question in graded.record.questions] == [1.0, 2.0, 2.0, 0.0, None]
    assert graded.record.attention == ("what it shows could not be kept: RuntimeError: no such output",)
    nbformat.validate(graded.notebook)


def test_texts_that_cannot_be_written_down_are_told_all_the_same(assignment):
    handed = HandedIn("bo", problem="\ud800")
    for record in (outcome.ungraded(assignment, handed, "a\ud800", ("b\ud800",), key=None).record,
                   came_of(assignment, kinds.solved(), attention=("a\ud800",)).record):  # fmt: skip
        "".join((*record.attention, *record.notes)).encode()
        assert record.attention == ("a?",)
    assert outcome.ungraded(assignment, handed, "a", ("b\ud800",), key=None).record.notes == ("b?",)


@pytest.mark.slow
def test_the_texts_of_a_notebook_are_read_in_bounded_time(assignment, monkeypatch):
    monkeypatch.setattr(Patience.__init__, "__defaults__", (0.2,))
    notebook = kinds.solved()
    notebook.cells += [nbformat.v4.new_markdown_cell("`" * 30_000) for _ in range(60)]
    graded = came_of(assignment, notebook)
    # one alone can take seconds: when the time is over, the others are shown as they were typed
    assert [cell.source[:100] for cell in graded.notebook.cells[-50:]] == ["`" * 100] * 50
    assert all(cell.source.endswith("\n" + "`" * 30_001) for cell in graded.notebook.cells[-50:])
    assert [question.points for question in graded.record.questions] == list(kinds.FULL)
    nbformat.validate(graded.notebook)


def test_a_very_long_cell_is_shown_in_part(assignment):
    graded = came_of(assignment, kinds.before("loss", "x = 1  #" + "a" * 3_000_000))
    (cell,) = [cell for cell in graded.notebook.cells if cell.source.startswith("x = 1")]
    assert len(cell.source) < 300_000
    assert cell.source.endswith("characters are not shown")
    assert max(len(cell.source) for cell in graded.record.cells) < 300_000
