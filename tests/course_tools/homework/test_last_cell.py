"""The cell that checks a notebook before it is handed in: released, passed over by grading, its receipt compared."""

import copy
import json

import nbformat
import pytest
import support.homework_kinds as kinds

from course_tools.homework import last_cell, plan, source
from course_tools.homework.faults import find_faults
from course_tools.homework.format import CODE_STUB, UNANSWERED
from course_tools.homework.handed_in.handed import HandedIn
from course_utils import _fresh_copy, hand_in
from course_utils.receipt import CELL, is_check


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    return source.load(kinds.NAME, kinds.write_assignment(tmp_path_factory.mktemp("assignment")))


def released():
    return last_cell.with_check(kinds.released(), "hw0.ipynb")


def solved():
    """A good one that was released with the check."""
    notebook = last_cell.with_check(kinds.released(), "hw0.ipynb")
    for cell in kinds.solved().cells:
        if name := cell.metadata.get("nbgrader", {}).get("grade_id"):
            kinds.find(notebook, name).source = cell.source
    return notebook


def planned(assignment, notebook, **files):
    files = {name: data.encode() for name, data in files.items()}
    return plan.plan(assignment, HandedIn("anna", nbformat.writes(notebook).encode(), files=files))


def printed(notebook, text):
    notebook = copy.deepcopy(notebook)
    notebook.cells[-1].outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    return notebook


def test_what_is_released_ends_with_the_check_and_knows_its_cells():
    notebook, before = released(), kinds.released()
    nbformat.validate(notebook)
    assert notebook.cells[:-1] == before.cells
    cell = notebook.cells[-1]
    assert is_check(cell.source)
    assert 'check_before_handing_in("hw0.ipynb")' in cell.source
    assert (cell.metadata.nbgrader.locked, cell.metadata.nbgrader.grade_id) == (True, CELL)
    what = {name: what for name, what, _ in cell.metadata.released}
    assert what["sigmoid"] == "answer"
    assert what["words"] == "written answer"
    assert what["sigmoid-hidden"] == what["given"] == "given"
    assert hand_in.missing(notebook) == []
    n_answered, n_questions, _ = hand_in.answered(notebook)
    assert (n_answered, n_questions) == (0, 4)
    assert hand_in.answered(solved())[0] == 4
    secret = nbformat.writes(notebook)
    assert kinds.SECRET not in secret


def test_a_file_with_a_quote_in_its_name_can_be_released():
    cell = last_cell.with_check(kinds.released(), 'Übung "1".ipynb').cells[-1]
    compile(cell.source, "cell", "exec")


def test_grading_does_not_run_it_wherever_it_stands(assignment):
    without = planned(assignment, kinds.solved())
    for place in (0, 3, -1):
        notebook = solved()
        notebook.cells.insert(place % len(notebook.cells), notebook.cells.pop())
        made = planned(assignment, notebook)
        assert [step.source for step in made.steps] == [step.source for step in without.steps]
        assert (made.notes, made.attention) == (without.notes, without.attention)
    # with a name of the student's in it, and its metadata lost
    notebook = solved()
    notebook.cells[-1].metadata = {}
    notebook.cells[-1].source = notebook.cells[-1].source.replace("hw0.ipynb", "Anna's.ipynb")
    assert [step.source for step in planned(assignment, notebook).steps] == [step.source for step in without.steps]


def test_code_that_was_written_into_it_is_run(assignment):
    notebook = solved()
    notebook.cells[-1].source += "\nx = 1"
    assert any(step.source.endswith("\nx = 1") for step in planned(assignment, notebook).steps)


def test_it_is_no_answer_that_was_typed_elsewhere(assignment):
    notebook = solved()
    kinds.find(notebook, "words").source = kinds.find(kinds.released(), "words").source
    assert not [step.elsewhere for step in planned(assignment, notebook).steps if step.elsewhere]


def test_grading_makes_the_receipt_that_students_see(assignment):
    notebook = solved()
    own = hand_in.receipt_of(notebook)
    assert planned(assignment, notebook).receipt == own
    crlf = nbformat.writes(notebook).replace("\\n", "\\r\\n").replace("\n", "\r\n").encode()
    assert plan.plan(assignment, HandedIn("anna", crlf)).receipt == own
    kinds.find(notebook, "words").source += "!"
    assert planned(assignment, notebook).receipt != own


@pytest.mark.parametrize("where", ["printed", "written", "beside"])
def test_a_receipt_that_is_quoted_is_compared(assignment, where):
    notebook = solved()
    own = hand_in.receipt_of(notebook)

    def notes(said):
        if where == "printed":
            return planned(assignment, printed(notebook, f"\nReceipt: {said}\n")).notes
        if where == "beside":
            return planned(assignment, notebook, **{"onlinetext.txt": f"my receipt: {said.lower()}"}).notes
        more = copy.deepcopy(notebook)
        more.cells.append(nbformat.v4.new_markdown_cell(f"Receipt: {said}"))
        return planned(assignment, more).notes

    assert f"receipt {own} matches what was handed in" in notes(own)
    other = own[:-1] + ("0" if own[-1] != "0" else "1")
    assert [
        note for note in notes(other) if note.startswith(f"receipt {other} is that of another text") and own in note
    ]
    assert not [note for note in planned(assignment, notebook).notes if "receipt" in note]


@pytest.mark.parametrize("outputs", [None, 1, "x", [1], [{"text": 5}], [{"text": [1]}], {"a": 1}])
def test_outputs_of_any_form_stop_no_grading(assignment, outputs):
    import json

    notebook = json.loads(nbformat.writes(solved()))
    notebook["cells"][-1]["outputs"] = outputs
    made = plan.plan(assignment, HandedIn("anna", json.dumps(notebook).encode()))
    assert made.receipt == hand_in.receipt_of(solved())


@pytest.mark.parametrize(
    ("item", "faults"), [("- [3] all", []), ("- [2] part\n- [-1] wrong", ["2 of 3 points"]), ("no", [])]
)
def test_a_rubric_that_never_gives_all_points_is_refused_at_release(item, faults):
    notebook = kinds.instructor_version()
    kinds.find(notebook, "words").source = f"The model answer.\n\n{item}"
    said = [str(fault) for fault in find_faults(notebook) if "rubric" in str(fault)]
    assert len(said) == len(faults)
    assert all(words in one for one, words in zip(said, faults, strict=True))
    assert not [fault for fault in find_faults(notebook) if "rubric" in str(fault) and fault.spoils_grades]


def test_the_check_knows_the_line_of_an_answer_that_is_not_there():
    assert _fresh_copy.UNANSWERED == UNANSWERED
    assert f'"{_fresh_copy.UNANSWERED}"' in CODE_STUB


@pytest.mark.parametrize("cell", [[], 7, None, "text"])
def test_what_is_no_cell_costs_no_other_its_points(assignment, cell):
    notebook = solved()
    notebook.cells.append(cell)
    made = plan.plan(assignment, HandedIn("anna", json.dumps(notebook).encode()))
    whole = plan.plan(assignment, HandedIn("anna", json.dumps(solved()).encode()))
    assert made.steps == whole.steps
    assert any("cannot be read" in why for why in made.attention)
