"""What keeps a notebook from being handed out or graded with: each fault and planted leak is refused by name."""

import base64
import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from support.homework_plants import (
    HIDDEN_TEST,
    MODEL_ANSWER,
    SOLUTION,
    about,
    added,
    attachment,
    cell,
    duplicate_id,
    metadata,
    no_graded_cells,
    refusals,
    replaced,
    same_cell_id,
    template,
    without_metadata,
)
from support.rows import each_row

from course_tools.homework import source
from course_tools.homework.faults import find_faults
from course_tools.homework.format import student_version

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
        replaced("odds-tests", "import numpy as np\n",
                 f"import numpy as np\n\np = expected = table = np.ones(2) / 2\n{HIDDEN_TEST}\n"),
        "cell 4 (odds-tests)", "the hidden test of cell 5",
    ),
    "hidden test in a comment": (
        replaced("odds-more-tests", "# when", f"# p = np.random.default_rng(1123).uniform(0, 0.99, size=(13, 17))\n"
                 f"# expected = 1 / (1 / p - 1)\n# {HIDDEN_TEST}\n# when"),
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


@each_row("planted", FAULTS)
def test_planted_leak_or_fault_is_refused_by_name(planted, request):
    plant, where, words = FAULTS[planted]
    notebook = template()
    plant(notebook)
    found = refusals(notebook)
    assert [fault for fault in found if where in fault and words in fault], found
    request.node.user_properties.append(("homework", ["template", "planted"]))


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
    assert cell(student_version(notebook), "picture").attachments == picture.attachments


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


# ------------------------------------------------------------ what may be graded with


def uses(*names):
    """The first test leans on names that it does not make."""
    return replaced("odds-tests", "import numpy as np\n", f"import numpy as np\n\nprint({', '.join(names)})\n")


def given(source, at=2):
    """A locked cell, in front of the answer."""
    locked = {"grade": False, "solution": False, "locked": True, "task": False, "schema_version": 3, "grade_id": "g"}
    return added(new_code_cell(source, id="given", metadata={"nbgrader": locked}), at=at)


def both(*plants):
    def plant(notebook):
        for one in plants:
            one(notebook)

    return plant


# how the template is changed, words of the refusal; None if it can be graded with all the same
GRADED_WITH = {
    "a name of a cell that students may edit": (
        both(uses("pi"), added(new_code_cell("pi = 3", id="free"), at=2)), "cell 5 (odds-tests): the test uses pi",
    ),
    "a name that nobody makes": (uses("pi"), "(odds-tests): the test uses pi"),
    "a name of a locked cell": (both(uses("pi", "math"), given("import math\n\npi = 3")), None),
    "a name of a locked cell that stands below": (
        both(uses("pi"), given("pi = 3", at=6)), "(odds-tests): the test uses pi",
    ),
    "a name of another test": (
        replaced("odds-more-tests", "import numpy as np\n", ""), "(odds-more-tests): the test uses np",
    ),
    "a name of an answer": (uses("odds"), None),
    "a name of the shell": (uses("get_ipython()"), None),
    "a name where an answer has a magic": (
        both(uses("pi"), replaced("odds", "import numpy as np", "%pylab")), None,
    ),
    "a magic in a test": (replaced("odds-tests", "import numpy as np", "%precision 3\nimport numpy as np"), None),
    "no Python in a test": (replaced("odds-tests", "assert", "assert ("), "(odds-tests): line 4 is no Python"),
    "metadata that tell something": (metadata("odds", owner="A. Teacher"), None),
    "no points, as a number": (about("odds-tests", points=0), None),
    "points below nothing": (about("odds-tests", points=-1), "(odds-tests): a test must earn points"),
    "points as text": (about("odds-tests", points="2"), "(odds-tests): a test must earn points"),
    "a test that is not locked": (about("odds-tests", locked=False), None),
    "a picture in a model answer": (attachment("words-answer"), None),
    "one grade_id for two": (duplicate_id, "grade_id 'odds-tests' is that of cell 4"),
    "metadata of an old schema": (about("odds-tests", schema_version=1), "nbgrader refuses its metadata"),
    "metadata that lack something": (
        lambda n: cell(n, "odds-tests").metadata.nbgrader.pop("locked"), "nbgrader refuses its metadata",
    ),
    "metadata of a wrong kind": (metadata("odds", nbgrader="answer"), "not a dict"),
    "what a test has changed in place": (metadata("odds-tests", changes=["result"]), None),
    "changes of what the test does not make": (
        metadata("odds-tests", changes=["result", "values"]), '(odds-tests): "changes" names values, which',
    ),
    "changes that are no list": (metadata("odds-tests", changes="result"), "must be a list of names in the test"),
    "changes in an answer": (metadata("odds", changes=["odds"]), None),
    "a region that is never closed": (
        replaced("odds", "\n    ### END SOLUTION", ""), "nbgrader refuses it: no end solution statement found",
    ),
}  # fmt: skip


@pytest.mark.parametrize("planted", GRADED_WITH)
def test_what_would_grade_wrongly_is_refused_and_the_rest_is_told(planted, tmp_path, refuses):
    plant, words = GRADED_WITH[planted]
    notebook = template()
    plant(notebook)
    (tmp_path / "hw.ipynb").write_text(json.dumps(notebook))
    if words is not None:
        with refuses(source.BadAssignment, str(tmp_path / "hw.ipynb"), words):
            source.load("hw", tmp_path)
        return
    assert list(source.load("hw", tmp_path).faults) == list(map(str, find_faults(notebook)))
    assert bool(find_faults(notebook)) is (planted not in ("a name of an answer", "what a test has changed in place"))
