"""`course new`: skeletons that are green as they are, and what is in the way said before anything is written."""

import ast
import os
import shutil
import subprocess
import sys

import pytest
from support.notebook_checks import NOTEBOOKS, ROOT

from course_tools import cli, new, project

PARTS = ("course_utils", "course_tools", "proctor", "notebooks", "lectures", "tests", "docs")
NEXT = f"{len(NOTEBOOKS) + 1:02d}_survival_curves"
KINDS = {
    "notebook": ["notebook", "survival_curves", "--question", "How long until it happens?"],
    "exercise": ["exercise", "3.6", "share_of_odds"],
    "explorer": ["explorer", "odds_of"],
    "assignment": ["assignment", "hw4"],
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of what `course new` reads and writes, and no kernel."""
    for part in ("course_utils/exercises/chapters", "course_utils/explorers", "docs", "tests/support/answers",
                 "tests/support/homework_answers", "notebooks/homework/template"):  # fmt: skip
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "README.md", tmp_path)
    (tmp_path / "lectures").mkdir()
    for path in NOTEBOOKS:
        (tmp_path / "notebooks" / path.name).touch()
    for owner, name in ((project, "ROOT"), (project, "NOTEBOOKS"), (project, "LECTURES"), (project, "HOMEWORK"),
                        (new, "CHAPTERS"), (new, "ANSWERS"), (new, "CLAIMS"),
                        (new, "HOMEWORK_ANSWERS"), (new, "EXPLORERS")):  # fmt: skip
        monkeypatch.setattr(owner, name, tmp_path / getattr(owner, name).relative_to(ROOT))
    monkeypatch.setattr(new, "_bring_notebook_up_to_date", lambda path: [f"executed {path.name}"])
    return tmp_path


def files_of(folder):
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", "replace") for path in paths}


def test_a_notebook_comes_with_all_that_belongs_to_one(course, capsys):
    before = files_of(course)
    assert cli.main(["new", *KINDS["notebook"]]) == 0
    after = files_of(course)
    assert {name for name in after if name not in before} == {
        f"course_utils/exercises/chapters/{NEXT}.py", f"tests/support/answers/{NEXT}.py", f"notebooks/{NEXT}.ipynb",
        f"lectures/{NEXT}.md", f"tests/claims/{NEXT}.py",
    }  # fmt: skip
    row = f"| [{NEXT[:2]} · survival curves](notebooks/{NEXT}.ipynb) | How long until it happens? |\n"
    assert after["README.md"].replace(row, "") == before["README.md"] != after["README.md"]
    assert f"executed {NEXT}.ipynb" in capsys.readouterr().out
    assert not [text for name, text in after.items() if name not in before and ("<<" in text or ">>" in text)]


def test_an_exercise_stands_after_the_last_one_and_before_the_quiz(course):
    assert cli.main(["new", *KINDS["exercise"]]) == 0
    body = ast.parse((course / "course_utils/exercises/chapters/03_bce_and_sgd.py").read_text()).body
    names = [getattr(node, "name", None) or getattr(getattr(node, "targets", [None])[0], "id", None) for node in body]
    assert names.index("share_of_odds") == names.index("QUIZ") - 1
    answers = {}
    exec((course / "tests/support/answers/03_bce_and_sgd.py").read_text(), answers)
    assert list(answers["ANSWERS"])[-1] == "3.6"
    assert all("def share_of_odds(odds)" in source for source in answers["ANSWERS"]["3.6"]["right"].values())


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["notebook", "Survival", "--question", "Why?"], "'Survival' cannot be a name here"),
        (["notebook", "lambda", "--question", "Why?"], "'lambda' cannot be a name here"),
        (["notebook", "sigmoid", "--question", "Why?"], "there is 01_sigmoid.ipynb already"),
        (["notebook", "survival", "--question", "Because."], "does not end in a question mark"),
        (["exercise", "3.7", "share_of_odds"], "the next free number in notebook 3 is 3.6; got 3.7"),
        (["exercise", "3.5", "share_of_odds"], "the next free number in notebook 3 is 3.6; got 3.5"),
        (["exercise", "9.1", "share_of_odds"], "there is no notebook 9"),
        (["exercise", "three", "share_of_odds"], "'three' is no number of an exercise"),
        (["exercise", "3.6", "bce_of"], "has a function bce_of already"),
        (["explorer", "threshold"], "threshold.py, "),
        (["assignment", "template"], "is there already"),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_is_written(course, command, words, capsys):
    before = files_of(course)
    assert cli.main(["new", *command]) == 1
    assert words in capsys.readouterr().err
    assert files_of(course) == before


def test_an_interrupt_leaves_no_half_of_a_skeleton(course, monkeypatch):
    before, put, written = files_of(course), new.put, []

    def interrupted(content, target):
        written.append(target)
        if len(written) == 6:
            raise KeyboardInterrupt
        put(content, target)

    monkeypatch.setattr(new, "put", interrupted)
    assert cli.main(["new", *KINDS["notebook"]]) == 130
    assert files_of(course) == before


@pytest.mark.sweep
@pytest.mark.slow
def test_every_skeleton_is_green_as_it_is(tmp_path):
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / file, tmp_path)
    own = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def run(*words):
        done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr
        return done.stdout

    for command in KINDS.values():
        run("course_tools.cli", "new", *command)
    assert "nothing to do" in run("course_tools.cli", "exercises", "sync", "--check")
    run("ruff", "check", "course_utils", "tests/support", "notebooks")
    run(
        "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow and not browser and not sweep",
        "tests/project/test_notebooks.py", "tests/project/test_structure.py", "tests/project/test_complete.py",
        "tests/project/test_claims.py",
        "tests/course_tools/test_lecture.py", "tests/course_tools/homework/test_assignments.py",
        "tests/course_utils/test_exercises.py", "tests/course_utils/test_exercise_answers.py",
        "tests/course_utils/explorers", "course_utils/explorers", "course_utils/exercises",
    )  # fmt: skip
    run("course_tools.cli", "claims", NEXT)
    run("course_tools.cli", "slides", f"notebooks/{NEXT}.ipynb")
    run("course_tools.cli", "release", "hw4")
