"""Release of homework: what is refused, by name; what is proved; and that a bad release never replaces a good one."""

import base64
import copy
import os
import re
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from support.homework import ASSIGNMENTS, cells_of, instructor_version
from support.notebook_checks import ROOT

from course_tools import cli
from course_tools.execute import NotebookFailed
from course_tools.homework.assignment import (
    CODE_STUB,
    TEXT_STUB,
    UNANSWERED,
    find_faults,
    points,
    split_regions,
)
from course_tools.homework.leaks import find_leaks, secrets_of
from course_tools.homework.release import notebooks_in, release, student_version

SOLUTION = "return p / (1 - p)"
HIDDEN_TEST = "assert np.allclose(odds(p), 1 / (1 / p - 1), atol=1e-4)"
MODEL_ANSWER = "dividing by it changes little"


def template():
    return copy.deepcopy(TEMPLATE)


TEMPLATE = instructor_version("template")


def cell(notebook, called):
    return next(c for c in notebook.cells if c.id == called)


def made(notebook):
    return student_version(notebook, "hw", "hw")


def refusals(notebook):
    """What is wrong with an instructor version before anything is executed."""
    if faults := find_faults(notebook):
        return faults
    return find_leaks(notebook, made(notebook))


# ------------------------------------------------------------ student versions


@pytest.mark.parametrize("name", [*ASSIGNMENTS, "template"])
def test_student_version_has_the_tasks_and_none_of_the_answers(name):
    instructor = instructor_version(name)
    student = made(instructor)
    text = nbformat.writes(student)
    assert [c.id for c in student.cells] == [c.id for c in instructor.cells]
    assert refusals(instructor) == []
    assert not re.search("BEGIN|END SOL|HIDDEN|For the grader|pytest", text)
    for c in cells_of(name, "answer"):
        released = cell(student, c.id).source
        assert UNANSWERED in released
        visible = c.source.split("    ### BEGIN SOLUTION")[0]
        assert released.startswith(visible) or name == "hw3"
    for c in cells_of(name, "written"):
        assert cell(student, c.id).source == TEXT_STUB
    for c in student.cells:
        assert c.cell_type == "markdown" or (c.outputs == [] and c.execution_count is None)


def test_criteria_are_shown_and_the_model_answer_is_not():
    for name in [*ASSIGNMENTS, "template"]:
        student = made(instructor_version(name))
        (written,) = cells_of(name, "written")
        question = student.cells[[c.id for c in student.cells].index(written.id) - 1]
        criteria = re.findall(r"^- ", question.source, re.MULTILINE)
        assert f"Graded by hand, {written.metadata.nbgrader.points} points, one for each" in question.source
        assert len(criteria) == written.metadata.nbgrader.points
        assert "*For the grader.*" in written.source


def test_points_are_locked_into_the_checksums():
    student = made(template())
    for c in student.cells:
        if "nbgrader" in c.metadata:
            assert re.fullmatch("[0-9a-f]{32}", c.metadata.nbgrader.checksum)
            assert c.metadata.deletable is False
    changed = template()
    cell(changed, "odds-tests").metadata.nbgrader.points = 3
    assert (
        cell(made(changed), "odds-tests").metadata.nbgrader.checksum
        != cell(student, "odds-tests").metadata.nbgrader.checksum
    )


# ------------------------------------------------------------ planted leaks


def replaced(called, old, new):
    def plant(notebook):
        target = cell(notebook, called)
        assert old in target.source
        target.source = target.source.replace(old, new)

    return plant


def added(*cells, at=3):
    def plant(notebook):
        notebook.cells[at:at] = copy.deepcopy(cells)

    return plant


def about(called, **changes):
    return lambda notebook: cell(notebook, called).metadata.nbgrader.update(changes)


def metadata(called, **changes):
    return lambda notebook: cell(notebook, called).metadata.update(changes)


def duplicate_id(notebook):
    cell(notebook, "odds-more-tests").metadata.nbgrader.grade_id = "odds-tests"


def same_cell_id(notebook):
    cell(notebook, "odds-more-tests").id = "odds-tests"


def without_metadata(called):
    return lambda notebook: cell(notebook, called).metadata.pop("nbgrader")


def attachment(called):
    return lambda notebook: cell(notebook, called).update(attachments={"a.png": {"image/png": "aGk="}})


def no_graded_cells(notebook):
    notebook.cells = notebook.cells[:3]


# what was planted: how, the cell that the message names, words of the message
FAULTS = {
    "END marker missing": (
        replaced("odds", "\n    ### END SOLUTION", ""), "cell 3 (odds)", "BEGIN SOLUTION is never closed",
    ),
    "END marker of a hidden test missing": (
        replaced("odds-more-tests", "\n### END HIDDEN TESTS", ""), "odds-more-tests", "never closed",
    ),
    "BEGIN marker missing": (
        replaced("odds-more-tests", "### BEGIN HIDDEN TESTS\n", ""), "odds-more-tests", "closes what was not opened",
    ),
    "marker misspelled": (
        replaced("odds", "BEGIN SOLUTION", "BEGIN SOLUTOIN"), "cell 3 (odds)", "looks like a marker",
    ),
    "marker in small letters": (
        replaced("odds-more-tests", "BEGIN HIDDEN TESTS", "begin hidden tests"),
        "odds-more-tests", "looks like a marker",
    ),
    "marker of one hidden test": (
        replaced("odds-more-tests", "END HIDDEN TESTS", "END HIDDEN TEST"), "odds-more-tests", "looks like a marker",
    ),
    "marker joined": (
        replaced("odds", "END SOLUTION", "END_SOLUTION"), "cell 3 (odds)", "looks like a marker",
    ),
    "region within a region": (
        replaced("odds-more-tests", "import numpy as np\n", "### BEGIN HIDDEN TESTS\nimport numpy as np\n"),
        "odds-more-tests", "inside of another region",
    ),
    "region closed by the other marker": (
        replaced("odds", "END SOLUTION", "END HIDDEN TESTS"), "cell 3 (odds)", "closes what was not opened",
    ),
    "empty region": (replaced("odds", f"    {SOLUTION}\n", ""), "cell 3 (odds)", "empty"),
    "solution region in a test": (
        replaced("odds-more-tests", "HIDDEN TESTS", "SOLUTION"), "odds-more-tests", "in a cell that is no answer",
    ),
    "hidden tests in an answer": (
        replaced("odds", "SOLUTION", "HIDDEN TESTS"), "cell 3 (odds)", "in a cell that is no test",
    ),
    "metadata of an answer lost": (without_metadata("odds"), "cell 3 (odds)", "in a cell that is no answer"),
    "metadata of a test lost": (without_metadata("odds-more-tests"), "odds-more-tests", "in a cell that is no test"),
    "metadata of a wrong kind": (metadata("odds", nbgrader="answer"), "cell 3", "not a dict"),
    "a name in the notebook's metadata": (
        lambda notebook: notebook.metadata.update(authors=[{"name": "A. Teacher"}]), "notebook metadata", "'authors'",
    ),
    "a name in a cell's metadata": (metadata("words-answer", grader="A. Teacher"), "words-answer", "'grader'"),
    "an id in the nbgrader metadata": (about("words-answer", student_id="s123"), "words-answer", "student_id"),
    "points 0": (about("odds-tests", points=0), "odds-tests", "above 0; got 0"),
    "points negative": (about("words-answer", points=-1), "words-answer", "above 0; got -1"),
    "points as text": (about("odds-tests", points="2"), "odds-tests", "above 0; got '2'"),
    "points not a number": (about("odds-tests", points=float("nan")), "odds-tests", "above 0; got nan"),
    "points without end": (about("odds-tests", points=float("inf")), "odds-tests", "above 0; got inf"),
    "points yes": (about("odds-tests", points=True), "odds-tests", "above 0; got True"),
    "points forgotten": (
        lambda notebook: cell(notebook, "odds-tests").metadata.nbgrader.pop("points"), "odds-tests", "points",
    ),
    "grade_id twice": (duplicate_id, "cell 5 (odds-tests)", "that of cell 4 (odds-tests), too"),
    "grade_id empty": (about("odds-tests", grade_id=""), "cell 4 (odds-tests)", "grade_id"),
    "grade_id with a path": (about("odds-tests", grade_id="../odds"), "cell 4", "letters, digits"),
    "cell id twice": (same_cell_id, "2 cells", "'odds-tests'"),
    "metadata of an old schema": (about("odds-tests", schema_version=1), "odds-tests", "refuses its metadata"),
    "test not locked": (about("odds-tests", locked=False), "odds-tests", "locked"),
    "attachment of a model answer": (attachment("words-answer"), "words-answer", "attachment"),
    "nothing graded": (no_graded_cells, "no cell", "earns points"),
    "test that uses the session": (
        replaced("odds-tests", "import numpy as np\n", ""), "odds-tests", "the test uses np",
    ),
    "test that uses a given cell": (
        lambda notebook: [
            added(new_code_cell("expected = [1, 3, 0.25]", id="given"))(notebook),
            replaced("odds-tests", "[1, 3, 0.25]", "expected")(notebook),
        ],
        "odds-tests", "the test uses expected",
    ),
    "test that is no Python": (replaced("odds-tests", "assert", "assert ("), "odds-tests", "no Python"),
    "solution in a markdown cell": (
        added(new_markdown_cell(f"Remember: `{SOLUTION}`.", id="m")), "cell 4 (m)", "the solution of cell 3 (odds)",
    ),
    "solution in a code cell": (
        added(new_code_cell(f"def mine(p):\n    {SOLUTION}", id="c")), "cell 4 (c)", "the solution of cell 3 (odds)",
    ),
    "solution with other spaces": (
        added(new_markdown_cell("return p/(1-p)", id="m")), "cell 4 (m)", "the solution of cell 3 (odds)",
    ),
    "solution above its markers": (
        replaced("odds", "    ### BEGIN", f"    {SOLUTION}\n    ### BEGIN"), "cell 3 (odds)", "holds the solution",
    ),
    "solution in a given cell": (
        added(new_code_cell(SOLUTION, id="g", metadata={"tags": ["given"]})), "cell 4 (g)", "the solution of",
    ),
    "solution in a tag": (metadata("opening", tags=[SOLUTION]), "cell 1 (opening), metadata.tags,", "the solution"),
    "solution in slide metadata": (
        metadata("opening", slideshow={"slide_type": "notes", SOLUTION: 1}), "metadata.slideshow", "the solution",
    ),
    "solution in a cell id": (
        lambda notebook: [
            replaced("odds", SOLUTION, "return-p-over-one-minus-p")(notebook),
            cell(notebook, "opening").update(id="return-p-over-one-minus-p"),
        ],
        "id,", "the solution",
    ),
    "solution in an attachment": (
        lambda notebook: cell(notebook, "opening").update(
            attachments={"a.txt": {"text/plain": base64.b64encode(SOLUTION.encode()).decode()}}
        ),
        "cell 1 (opening), attachments", "the solution",
    ),
    "a short solution": (
        lambda notebook: [
            replaced("odds", SOLUTION, "p = 77")(notebook),
            added(new_markdown_cell("Is p = 77 right?", id="m"))(notebook),
        ],
        "cell 4 (m)", "the solution of cell 3 (odds): 'p=77'",
    ),
    "hidden test in a visible test": (
        replaced("odds-tests", "import numpy as np\n", f"import numpy as np\n\np = np.ones(2) / 3\n{HIDDEN_TEST}\n"),
        "cell 4 (odds-tests)", "the hidden test of cell 5",
    ),
    "hidden test in a comment": (
        replaced("odds-more-tests", "# when", f"# p = np.random.default_rng(1123).uniform(0, 0.99, size=(13, 17))\n"
                 f"# {HIDDEN_TEST}\n# when"),
        "cell 5 (odds-more-tests)", "the hidden test of cell 5",
    ),
    "model answer in a question": (
        replaced("words-question", "Why?", f"Why? The odds are p divided by 1 − p. For a small p the lower part is "
                 f"nearly 1, so {MODEL_ANSWER}."),
        "words-question", "the model answer of",
    ),
    "model answer in other capitals": (
        added(new_markdown_cell("**ANY example** with a probability of 0.2 or more is one where it fails!", id="m")),
        "cell 4 (m)", "the model answer of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", FAULTS)
def test_planted_leak_or_fault_is_refused_by_name(planted, record_property):
    plant, where, words = FAULTS[planted]
    notebook = template()
    plant(notebook)
    found = refusals(notebook)
    assert [fault for fault in found if where in fault and words in fault], found
    record_property("homework", ["template", "planted"])


def spoiled(name, spoil):
    student = made(template())
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


@pytest.mark.parametrize("left", SPOILS)
def test_scan_finds_what_a_tool_left_in_a_student_version(left):
    name, spoil, words = SPOILS[left]
    assert [leak for leak in spoiled(name, spoil) if words in leak]


def test_scan_does_not_depend_on_how_nbgrader_reads_markers(monkeypatch):
    from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

    monkeypatch.setattr(ClearSolutions, "preprocess_cell", lambda self, cell, resources, index: (cell, resources))
    leaks = find_leaks(template(), made(template()))
    assert [leak for leak in leaks if "the solution of cell 3" in leak]
    assert [leak for leak in leaks if "the model answer" in leak]
    monkeypatch.undo()
    monkeypatch.setattr(ClearHiddenTests, "preprocess_cell", lambda self, cell, resources, index: (cell, resources))
    assert [leak for leak in find_leaks(template(), made(template())) if "the hidden test of cell 5" in leak]


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


@pytest.mark.parametrize(
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


def test_what_lab_leaves_of_nbgrader_in_other_cells_is_no_fault():
    notebook = template()
    left = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3, "grade_id": "left"}
    cell(notebook, "opening").metadata.nbgrader = left
    assert refusals(notebook) == []


def test_locked_cells_may_have_pictures_and_stay_as_they_are():
    notebook = template()
    locked = dict(cell(notebook, "odds-tests").metadata.nbgrader, grade=False, grade_id="picture")
    del locked["points"]
    picture = new_markdown_cell("![](attachment:a.png)", id="picture", metadata={"nbgrader": locked})
    picture.attachments = {"a.png": {"image/png": "aGk="}}
    added(picture)(notebook)
    assert refusals(notebook) == []
    assert cell(made(notebook), "picture").attachments == picture.attachments


def test_tests_may_use_whatever_they_make_themselves():
    notebook = template()
    makes = """
import math as m
from itertools import count

class Box:
    pass

def helper(a, *b, **c):
    return a, b, c, [k for k in b], (lambda d: d)

try:
    e = 1
except ValueError as error:
    print(error)
with open("x") as f:
    print(f, e, m, count, Box, helper, len(f))
"""
    replaced("odds-tests", "import numpy as np\n", f"import numpy as np\n{makes}")(notebook)
    assert find_faults(notebook) == []


def test_secrets_are_found_in_every_kind_of_cell():
    whats = [(secret.what, TEMPLATE.cells[secret.index].id) for secret in secrets_of(TEMPLATE)]
    assert whats == [("solution", "odds"), ("hidden test", "odds-more-tests"), ("model answer", "words-answer")]
    notebook = template()
    cell(notebook, "odds").source = "def odds(p):\n    return p / (1 - p)"
    assert secrets_of(notebook)[0].what == "solution"
    assert cell(made(notebook), "odds").source == CODE_STUB


def test_regions_are_split_from_what_students_see():
    regions, others, faults = split_regions("a\n### BEGIN SOLUTION\nb\nc\n### END SOLUTION\nd")
    assert [(region.what, region.lines) for region in regions] == [("SOLUTION", ("b", "c"))]
    assert (others, faults) == (["a", "d"], [])


@pytest.mark.parametrize("prose", ["# the solution begins here", "# hidden tests follow", "### End of section"])
def test_prose_is_not_taken_for_a_marker(prose):
    assert split_regions(prose) == ([], [prose], [])


# ------------------------------------------------------------ proofs


def folder_with(notebook, root, name="hw"):
    path = root / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path.parent


def all_hidden(notebook):
    tests = cell(notebook, "odds-tests")
    tests.source = f"### BEGIN HIDDEN TESTS\n{tests.source}\n### END HIDDEN TESTS"


LAST_LINES = f'{HIDDEN_TEST}, (\n    "a table of 13 by 17 probabilities came out wrong"\n)'
UNPROVED = {
    "wrong answer": (
        replaced("odds", SOLUTION, "return p / (2 - p)"),
        "is not solved by its own answers:\n  cell 4 (odds-tests) earns 0 of 2 points: AssertionError",
    ),
    "stderr in a test": (
        replaced("odds-more-tests", HIDDEN_TEST, f"import sys\nprint('!', file=sys.stderr)\n{HIDDEN_TEST}"),
        "cell 5 (odds-more-tests) earns 0 of 1 points: it writes to stderr, '!",
    ),
    "partial credit": (
        replaced("odds-more-tests", "### END", "0.5\n### END"),
        "cell 5 (odds-more-tests) earns 0.5 of 1 points: its last line is taken for partial credit",
    ),
    "another cell fails": (
        added(new_code_cell("1 / 0", id="c")), "own answers:\n  cell 4 (c) raises ZeroDivisionError: division by zero",
    ),
    "broken by the stub": (
        replaced("odds", f"    ### BEGIN SOLUTION\n    {SOLUTION}\n    ### END SOLUTION",
                 "    return (\n    ### BEGIN SOLUTION\n    p / (1 - p)\n    ### END SOLUTION\n    )"),
        "fails for students:\n  cell 3 (odds) raises SyntaxError",
    ),
    "no visible test": (all_hidden, "it runs to its end without an answer: no visible test asks for one"),
    "test of nothing": (
        replaced("odds-more-tests", LAST_LINES, "assert p.min() >= 0"),
        "gives points away:\n  cell 5 (odds-more-tests) gives 1 of 1 points for no answer",
    ),
    "endless": (added(new_code_cell("while True:\n    pass", id="c")), "a cell took more than 5 s"),
    "kernel killed": (
        added(new_code_cell("import os\n\nos.kill(os.getpid(), 9)", id="c")), "the kernel died",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("fault", UNPROVED)
def test_assignment_that_is_not_proved_is_refused(fault, tmp_path):
    plant, words = UNPROVED[fault]
    notebook = template()
    plant(notebook)
    folder = folder_with(notebook, tmp_path)
    with pytest.raises(NotebookFailed) as caught:
        release(folder, cell_timeout=5)
    message = str(caught.value)
    assert words in message
    assert str(folder / "hw.ipynb") in message


# ------------------------------------------------------------ the command


def run_main(root, *arguments):
    return cli.main(["release", *arguments, "--source", str(root / "source"), "--output", str(root / "out")])


@pytest.mark.slow
def test_release_writes_the_good_and_keeps_what_was_there_of_the_bad(tmp_path, capsys):
    broken = template()
    replaced("odds", SOLUTION, "return p")(broken)
    folder_with(broken, tmp_path, "bad")
    folder_with(template(), tmp_path, "good")
    folder_with(template(), tmp_path, "template")
    there = tmp_path / "out" / "bad" / "bad.ipynb"
    there.parent.mkdir(parents=True)
    there.write_text("the good one of last week")
    assert run_main(tmp_path) == 1
    printed = capsys.readouterr()
    assert there.read_text() == "the good one of last week"
    assert [path.name for path in sorted(tmp_path.rglob("out/*/*"))] == ["bad.ipynb", "good.ipynb"]
    assert "[1/2] bad  REFUSED" in printed.out
    assert re.search(r"\[2/2\] good  -> \S+good  5 points, 2 of them by hand", printed.out)
    assert f"{tmp_path / 'source' / 'bad' / 'bad.ipynb'} is not solved" in printed.err
    released = nbformat.read(tmp_path / "out" / "good" / "good.ipynb", as_version=4)
    nbformat.validate(released)
    assert find_leaks(template(), released) == []
    assert points(released) == points(template())
    assert run_main(tmp_path, "template") == 0


@pytest.mark.slow
def test_interrupted_release_leaves_nothing_and_ends_its_kernel(tmp_path):
    slow = template()
    marker = tmp_path / "running"
    code = f"import os\nimport pathlib\nimport time\n\npathlib.Path({str(marker)!r}).write_text(str(os.getpid()))\n"
    added(new_code_cell(f"{code}time.sleep(60)", id="c"))(slow)
    folder_with(slow, tmp_path)
    there, temporary = tmp_path / "out" / "hw" / "hw.ipynb", tmp_path / "temporary"
    there.parent.mkdir(parents=True)
    there.write_text("the good one of last week")
    temporary.mkdir()
    command = [sys.executable, "-m", "course_tools.cli", "release", "hw"]
    places = ["--source", tmp_path / "source", "--output", tmp_path / "out"]
    process = subprocess.Popen(
        [*command, *map(str, places)], cwd=ROOT, env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        _wait(lambda: marker.exists() and marker.read_text())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130, stderr
    assert "Interrupted: what is not reported above is as it was." in stderr
    assert there.read_text() == "the good one of last week"
    assert list(temporary.iterdir()) == []
    _wait(lambda: not _is_running(int(marker.read_text())))


def _wait(happened, seconds=60):
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def _is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_other_files_in_an_assignment_are_refused(tmp_path, refuses):
    folder = folder_with(template(), tmp_path)
    (folder / ".ipynb_checkpoints").mkdir()
    assert [path.name for path in notebooks_in(folder)] == ["hw.ipynb"]
    (folder / "solution.py").write_text("")
    with refuses(NotebookFailed, "solution.py", "would not reach the students", "course_utils"):
        notebooks_in(folder)


def test_missing_and_empty_assignments_are_refused(tmp_path, refuses):
    with refuses(NotebookFailed, "hw9", "no such assignment"):
        notebooks_in(tmp_path / "hw9")
    with refuses(NotebookFailed, "there is no notebook"):
        notebooks_in(tmp_path)
    (tmp_path / "hw.ipynb").write_text("{")
    with refuses(NotebookFailed, "hw.ipynb", "cannot be read as a notebook"):
        release(tmp_path)


@pytest.mark.parametrize("output", ["source", "source/hw", "source/../source"])
def test_student_versions_never_go_among_the_instructor_versions(output, tmp_path, capsys):
    path = folder_with(template(), tmp_path) / "hw.ipynb"
    before = path.read_bytes()
    with pytest.raises(SystemExit) as caught:
        cli.main(["release", "--source", str(tmp_path / "source"), "--output", str(tmp_path / output)])
    assert caught.value.code == 2
    assert "among the instructor versions" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_command_says_what_is_missing(tmp_path, capsys):
    for arguments, words in [
        (["--source", str(tmp_path / "none")], "is no folder"),
        (["--source", str(tmp_path)], "no assignment in"),
        (["--help"], "nothing leaks"),
    ]:
        with pytest.raises(SystemExit):
            cli.main(["release", *arguments])
        printed = capsys.readouterr()
        assert words in printed.out + printed.err
        assert "course release" in printed.out + printed.err


def test_what_nbgrader_warns_of_is_refused(monkeypatch, refuses):
    from nbgrader.preprocessors import LockCells

    def warns(self, notebook, resources):
        self.log.warning("this is odd")
        return notebook, resources

    monkeypatch.setattr(LockCells, "preprocess", warns)
    with refuses(NotebookFailed, "hw/hw.ipynb", "nbgrader warns: this is odd"):
        made(template())


def test_what_nbgrader_refuses_is_refused_with_its_reason(refuses):
    notebook = template()
    replaced("odds", "\n    ### END SOLUTION", "")(notebook)
    with refuses(NotebookFailed, "hw/hw.ipynb", "no end solution statement found"):
        made(notebook)
