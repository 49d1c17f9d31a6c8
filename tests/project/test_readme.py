"""The README as a newcomer sees it: what `check` says there, the picture, and where its links lead."""

import importlib.util
import re

import pytest
import torch
from markdown_it import MarkdownIt
from PIL import Image
from support.notebook_checks import ROOT

from course_utils.exercises import _trial
from course_utils.exercises._reply import Reply, text_of
from course_utils.exercises._verdict import Verdict
from course_utils.exercises.registry import exercises

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOKENS = MarkdownIt().enable("table").parse(README)
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_what_check_says_in_the_readme_is_what_it_says():
    (code, said) = re.search(r"```python\n(def \w+.*?)```\n\n```\n(.*?)```", README, re.DOTALL).groups()
    source, number, name = re.fullmatch(r'(.*)check\("([\d.]+)", (\w+)\)\n', code, re.DOTALL).groups()
    namespace = {"torch": torch}
    exec(source, namespace)
    exercise = exercises()[number]
    found = _trial.verdict(exercise, lambda: namespace[name])
    assert text_of(Reply(exercise, Verdict.read(found))) + "\n" == said


@pytest.mark.slow
def test_the_picture_moves_is_light_and_is_told_to_who_does_not_see_it():
    (picture,) = [child for token in TOKENS for child in token.children or () if child.type == "image"]
    assert len(picture.content) > 200
    path = ROOT / picture.attrs["src"]
    assert path.stat().st_size <= 1.5e6
    with Image.open(path) as film:
        film.load()
        times = []
        for frame in range(film.n_frames):
            film.seek(frame)
            film.load()
            times.append(film.info["duration"])
        assert film.width >= 1200
        assert len(times) > 60
        assert 10_000 < sum(times) < 60_000
        assert film.info["loop"] == 0


def anchors(text):
    """The ids that a host of Markdown gives to headings: words in lower case, signs gone."""
    titles = re.findall(r"^#+ (.+)$", re.sub(r"^(`{3,}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_to_files_and_headings_that_are_there(path):
    links = re.findall(r"\]\((?!\w+:)([^)\s]*)\)", path.read_text(encoding="utf-8"))
    assert len(links) > 3 or path.name != "README.md"
    for link in links:
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_what_is_folded_away_opens_again():
    """Within HTML, Markdown is read as such only behind an empty line."""
    assert README.count("<details>") == README.count("</details>") == README.count("</summary>\n\n") > 1
    assert README.count("\n\n</details>\n") == README.count("</details>")


@pytest.mark.sweep  # JupyterLab, a deck and a live figure, operated for a minute
def test_the_picture_can_be_recorded_again(tmp_path):
    spec = importlib.util.spec_from_file_location("picture", ROOT / "tools" / "picture.py")
    recorder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(recorder)
    assert recorder.main(["--output", str(tmp_path / "course.webp"), "--quality", "20"]) == 0
    with Image.open(tmp_path / "course.webp") as again, Image.open(recorder.PICTURE) as kept:
        assert again.size == kept.size
        assert abs(again.n_frames - kept.n_frames) < 0.2 * kept.n_frames
