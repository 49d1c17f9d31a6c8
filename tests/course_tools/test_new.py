"""`course new`: skeletons that are green as they are, and what is in the way said before anything is written."""

import ast
import os
import shutil
import subprocess
import sys

import pytest
from support.notebook_checks import NOTEBOOKS, ROOT

from course_tools import cli, new, project
from course_utils.exercises.registry import exercises

NEXT = f"{len(NOTEBOOKS) + 1:02d}_share_curves"
STEM = "03_bce_and_sgd"
LAST = [number for number in exercises() if number.startswith("3.")][-1]
FREE, AFTER = (f"3.{int(LAST[2:]) + more}" for more in (1, 2))


def kinds(word):
    """One command for each kind, with this word in the name of what it makes."""
    return {
        "notebook": ["notebook", f"{word}_curves", "--question", "How long until it happens?"],
        "exercise": ["exercise", FREE, f"{word}_of_odds"],
        "explorer": ["explorer", f"{word}_of"],
        "assignment": ["assignment", f"hw_{word}"],
    }


KINDS = kinds("share")


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of what `course new` reads and writes, and no kernel."""
    for part in ("course_utils/exercises/chapters", "course_utils/explorers", "docs", "tests/support/answers",
                 "tests/claims", "tests/support/homework_answers", "notebooks/homework/template"):  # fmt: skip
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
    row = f"| [{NEXT[:2]} · share curves](notebooks/{NEXT}.ipynb) | How long until it happens? |\n"
    assert after["README.md"].replace(row, "") == before["README.md"] != after["README.md"]
    assert f"executed {NEXT}.ipynb" in capsys.readouterr().out
    assert not [text for name, text in after.items() if name not in before and ("<<" in text or ">>" in text)]


def test_an_exercise_stands_after_the_last_one_and_before_the_quiz(course):
    assert cli.main(["new", *KINDS["exercise"]]) == 0
    body = ast.parse((course / f"course_utils/exercises/chapters/{STEM}.py").read_text()).body
    names = [getattr(node, "name", None) or getattr(getattr(node, "targets", [None])[0], "id", None) for node in body]
    assert names.index("share_of_odds") == names.index("QUIZ") - 1
    answers = {}
    exec((course / f"tests/support/answers/{STEM}.py").read_text(), answers)
    assert list(answers["ANSWERS"])[-1] == FREE
    claims = course / "tests" / "claims" / f"{STEM}.py"
    assert claims.read_text().startswith((ROOT / claims.relative_to(course)).read_text())
    assert f'say("exercise {FREE}", ' in claims.read_text()
    assert all("def share_of_odds(odds)" in source for source in answers["ANSWERS"][FREE]["right"].values())


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["notebook", "Survival", "--question", "Why?"], "'Survival' cannot be a name here"),
        (["notebook", "lambda", "--question", "Why?"], "'lambda' cannot be a name here"),
        (["notebook", "sigmoid", "--question", "Why?"], "there is 01_sigmoid.ipynb already"),
        (["notebook", "survival", "--question", "Because."], "does not end in a question mark"),
        (["exercise", AFTER, "share_of_odds"], f"the next free number in notebook 3 is {FREE}; got {AFTER}"),
        (["exercise", LAST, "share_of_odds"], f"the next free number in notebook 3 is {FREE}; got {LAST}"),
        (["exercise", f"{int(NEXT[:2])}.1", "share_of_odds"], f"there is no notebook {int(NEXT[:2])}"),
        (["exercise", "three", "share_of_odds"], "'three' is no number of an exercise"),
        (["exercise", FREE, "bce_of"], "has a function bce_of already"),
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
    """All that `make unit` runs, and what is proved of each kind besides, where one of each has been made."""
    course = tmp_path / "course"
    shutil.copytree(
        ROOT, course, ignore=shutil.ignore_patterns("__pycache__", ".venv*", ".git", "build", "dist", ".*_cache")
    )
    own = {**os.environ, "PYTHONPATH": str(course)}

    def run(*words):
        done = subprocess.run([sys.executable, "-m", *words], cwd=course, env=own, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr
        return done.stdout

    for command in kinds("more").values():  # the tests of `course new` make the others
        run("course_tools.cli", "new", *command)
    assert "nothing to do" in run("course_tools.cli", "exercises", "sync", "--check")
    run("ruff", "check", ".")
    run("pytest", "-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-m", "not slow and not browser and not sweep")
    (made,) = (path.stem for path in (course / "notebooks").glob("*_more_curves.ipynb"))
    run("course_tools.cli", "claims", made, STEM)
    run("course_tools.cli", "slides", f"notebooks/{made}.ipynb")
    run("course_tools.cli", "release", "hw_more")
