"""A class of sixty, graded from the export of every platform: equal points, each from the student's own notebook."""

import json
import re

import msgspec
import nbformat
import pytest
from support import exports
from support.graded import grade_here, record, rows
from support.homework_kinds.assignment import Made, code, find, metadata

import proctor

pytestmark = pytest.mark.sweep
DOUBLE = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
LAST = "def last(x):\n    ### BEGIN SOLUTION\n    return x[-1]\n    ### END SOLUTION"


def instructor_version():
    """Answers for 1 + 2 (hidden) + 3 points, and 4 by hand."""
    hidden = "assert double(0) == 0\n### BEGIN HIDDEN TESTS\nassert double('ab') == 'abab'\n### END HIDDEN TESTS"
    return nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell("Write `double` and `last`."),
        code(DOUBLE, "double", solution=True), code("assert double(3) == 6", "double-visible", points=1),
        code(hidden, "double-hidden", points=2),
        code(LAST, "last", solution=True), code("assert last([4, 5]) == 5", "last-tests", points=3),
        nbformat.v4.new_markdown_cell("The model answer.", metadata=metadata("words", points=4, solution=True)),
    ])  # fmt: skip


SMALL = Made("hw1", instructor_version, {"double": DOUBLE, "last": LAST, "words": "My own words."},
             {"double-visible": 1, "double-hidden": 2, "last-tests": 3, "words": 4})  # fmt: skip
ANSWERS = [  # and what they earn, at the newest attempt
    ({}, ["1", "2", "3", ""]),
    ({"double": "def double(x):\n    return x + 3"}, ["1", "0", "3", ""]),
    ({"last": "def last(x):\n    return x[0]"}, ["1", "2", "0", ""]),
    ({"double": "def double(x):\n    return x", "last": "def last(x):\n    raise ValueError"}, ["0", "0", "0", ""]),
    ({"words": find(SMALL.released(), "words").source}, ["1", "2", "3", "0"]),  # left as it was handed out
]
NOTHING = ["0", "0", "0", ""]


def which(text):
    """Of the five answers the one of a student's attempt: another one for each attempt."""
    place, number = map(int, text.split())
    return ANSWERS[(place + 2 * number + place // 7) % len(ANSWERS)]


def write(text):
    notebook = SMALL.solved(**which(text)[0])
    find(notebook, "last").source += f"\n# by {text}"
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def students():
    return exports.invented_class(write)


@pytest.fixture(scope="module")
def place(students, tmp_path_factory):
    folder = tmp_path_factory.mktemp("class")
    (folder / "roster.csv").write_text(exports.roster(students), encoding="utf-8")
    SMALL.write(folder / "source")
    return folder


@pytest.fixture(scope="module", autouse=True)
def each_task_runs_once():
    """What was run for one platform's export is not run again for the next one's; all else is."""
    run, known = proctor.execute, {}

    def execute(task, limits, **engine):
        key = re.sub(rb"by \d+ \d+", b"", msgspec.json.encode([task, limits]))
        if key not in known:
            known[key] = run(task, limits, **engine)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proctor, "execute", execute)
        yield known


@pytest.mark.parametrize("platform", exports.PLATFORMS)
def test_every_platform_gives_everybody_the_points_of_the_own_notebook(platform, students, place, each_task_runs_once):
    there = [one for one in students if platform not in exports.BY_NAME_ONLY or one.name != "Min Kim"]
    export = exports.write_zip(place / f"{platform}.zip", exports.PLATFORMS[platform](there))
    done = grade_here(export, place / platform, place / "source", "--roster", place / "roster.csv", name="hw1")
    assert done.returncode == 0, done.stderr
    found = {}
    for row in rows(place / platform):
        assert found.setdefault(row["id"], {}).setdefault(row["question"], row["points"]) == row["points"]
    newest = {str(one.number): re.search(rb"by (\d+ \d+)", one.graded)[1].decode() if one.graded else None
              for one in there if one.attempts}  # fmt: skip
    expected = {number: which(text)[1] if text else NOTHING for number, text in newest.items()}
    assert {number: list(points.values()) for number, points in found.items()} == expected
    assert set(map(tuple, expected.values())) == {tuple(points) for _, points in ANSWERS} | {tuple(NOTHING)}
    for row in rows(place / platform):  # equal points could be another's
        text = newest[row["id"]]
        whole = "".join(cell.source for cell in record(place / platform, row["student"], "hw1").cells)
        assert re.findall(r"by \d+ \d+", whole) == ([f"by {text}"] if text else [])
    assert len(each_task_runs_once) < 40
