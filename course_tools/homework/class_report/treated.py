"""Where the course treats a misconception: the section of a notebook, and the slide of its lecture.

Most ideas of `course_utils.exercises` end with their section, "(notebook 03, section 4)". Its first slide treats them,
unless `SLIDES` names a better one.
"""

import re
from dataclasses import dataclass
from functools import cache

from course_utils.exercises.misconceptions import MISCONCEPTIONS

from ... import project
from ...execute import read
from ...lecture import Lecture, read_opening
from ...prose import inline, plain_text, slug

WRITTEN = re.compile(r"\(notebook (\d\d), sections? (\d+)")
# misconception: (notebook, anchor of the slide)
SLIDES = {
    "double_sigmoid": ("03", "train-with-logits"),
    "exp_overflow": ("01", "large-inputs"),
    "forgotten_x": ("03", "error-times-x"),
    "implicit_positive_class": ("05", "four-outcomes"),
    "integer_targets": ("02", "bce-predict"),
    "missing_zero_grad": ("03", "backward-twice"),
    "odds_for_probability": ("01", "odds-mistake"),
    "reversed_terms": ("03", "bce-reversed"),
    "rule_for_calibrated": ("05", "without-data"),
    "sum_for_mean": ("03", "mean-and-sum"),
    "swapped_fp_fn": ("05", "threshold-plot-figure"),
}
NOWHERE = ("wrong_sign", "percentage_for_probability")  # slips that can happen anywhere; no section is about them


@dataclass(frozen=True)
class Place:
    """Where something is treated.

    Parameters
    ----------
    notebook : str
        The stem of its file, which page and deck share.
    section : str
        Its heading in plain text, number and all.
    section_anchor : str
        On the page of the site.
    slide : str
        Its title in plain text.
    slide_anchor : str
        In the deck.
    """

    notebook: str
    section: str
    section_anchor: str
    slide: str
    slide_anchor: str


@cache
def treated(key):
    """Where a misconception is treated; None if it is unknown, or no section is about it.

    Raises
    ------
    LookupError
        If the notebook or the lecture has no such section or slide any more.
    """
    if key in SLIDES:
        number, anchor = SLIDES[key]
        return _place(number, lambda slide: slide.anchor == anchor, f"{key}: slide #{anchor}")
    said = MISCONCEPTIONS.get(key)
    written = said and WRITTEN.search(said.idea)
    if not written:
        return None
    return _place(written[1], lambda slide: slide.section.startswith(f"{written[2]} ·"), f"{key}: {written[0]}")


def _place(number, is_it, wanted):
    path, sections, slides = _notebook(number)
    slide = next((slide for slide in slides if slide.anchor and is_it(slide)), None)
    if slide is None or slide.section not in sections:
        raise LookupError(f"{wanted}: not found in the notebook and lecture {number}")
    section, title = plain_text(slide.section), plain_text(slide.title)
    return Place(path.stem, section, slug(inline(slide.section)), title, slide.anchor)


@cache
def _notebook(number):
    path = next((path for path in project.notebooks() if path.stem.startswith(number)), None)
    if path is None:
        raise LookupError(f"there is no notebook {number}")
    notebook = read(path)
    lecture = Lecture.read(project.LECTURES / f"{path.stem}.md", notebook)
    return path, {title for title, _ in read_opening(notebook).sections}, lecture.slides
