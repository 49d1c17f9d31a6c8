"""Nothing is half there: what belongs to a notebook is there for each, under its name, and nothing is left over."""

import re

import pytest
from support.notebook_checks import NOTEBOOKS, ROOT

STEMS = [path.stem for path in NOTEBOOKS]


def stems_in(folder, pattern):
    return sorted(path.stem for path in (ROOT / folder).glob(pattern))


def test_notebooks_are_numbered_from_one_without_a_gap():
    assert [int(stem[:2]) for stem in STEMS] == list(range(1, len(STEMS) + 1))
    assert all(re.fullmatch(r"\d\d(_[a-z0-9]+)+", stem) for stem in STEMS)


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("lectures", "*.md"),
        ("course_utils/exercises/chapters", "[0-9]*.py"),
        ("tests/support/answers", "[0-9]*.py"),
        ("tests/claims", "*.py"),
    ],
    ids=["lectures", "exercises and quizzes", "answers to try", "claims"],
)
def test_every_notebook_has_its_counterpart_of_the_same_name(folder, pattern):
    assert stems_in(folder, pattern) == STEMS


def test_readme_lists_every_notebook_by_the_question_that_it_asks():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\d\d) · [^\]]+\]\(notebooks/(\w+)\.ipynb\) \| (.+\?) \|$", readme, re.MULTILINE)
    assert [stem for _, stem, _ in rows] == STEMS
    titles = [path.read_text(encoding="utf-8").split('"# ', 1)[1].split("\\n", 1)[0] for path in NOTEBOOKS]
    assert [f"{number} · {question}" for number, _, question in rows] == titles


def test_the_page_for_lecturers_lists_every_deck():
    lecturing = (ROOT / "docs" / "lecturing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (\d\d) · ", lecturing, re.MULTILINE)
    assert rows == [stem[:2] for stem in STEMS]
