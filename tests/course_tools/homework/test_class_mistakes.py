"""Marks in the tests, mistakes in the report, and where the course treats them."""

import re
from types import SimpleNamespace

import pytest
from support.invented_class import person
from support.rows import each_row

from course_tools import project, prose
from course_tools.execute import read
from course_tools.homework.class_report import gathered, mistakes, treated
from course_tools.homework.record import Question, Record, ShownCell
from course_tools.lecture import Lecture
from course_utils.exercises.misconceptions import MISCONCEPTIONS

SUM = "[misconception: sum_for_mean]"


def test_a_mistake_counts_once_for_a_student_and_names_every_question():
    people = [
        person("x", {}, named={"q": "sum_for_mean", "p": "sum_for_mean"}),
        person("y", {}, named={"p": "sum_for_mean", "q": "uphill"}),
        person("z", {}, failed=["q"]),
    ]
    found = mistakes.by_frequency(people, ["p", "q"])
    assert [(mistake.key, mistake.n_students, mistake.questions) for mistake in found] == [
        ("sum_for_mean", 2, ("p", "q")), ("uphill", 1, ("q",))
    ]  # fmt: skip
    assert found[0].name == MISCONCEPTIONS["sum_for_mean"].name


def test_a_key_that_the_exercises_do_not_know_is_said_in_words():
    (found,) = mistakes.by_frequency([person("x", {}, named={"q": "own_idea"})], ["q"])
    assert (found.name, found.idea) == ("own idea", "")
    assert treated.treated("own_idea") is None


def record(why, outcome="failed", **more):
    return Record(
        student="x", key="k", digest="d", questions=(Question("q", 0.0, 1.0, "graded", why),),
        cells=(ShownCell("test", True, False, [], question="q", outcome=outcome),), **more,
    )  # fmt: skip


def named(why, knows=("sum_for_mean",), outcome="failed"):
    there = gathered.person(record(why, outcome), {"q": 0.0}, [], [], {"q": frozenset(knows)}, frozenset())
    return there.named


def test_the_mark_of_the_message_is_read_from_the_record():
    assert named(f"AssertionError: 1.414 is the sum {SUM}") == {("q", "sum_for_mean")}
    assert named("AssertionError: 1.414 is the sum") == frozenset()


def test_a_submission_cannot_put_a_mistake_into_the_report():
    assert named(f"ValueError: {SUM}", knows=("uphill",)) == frozenset()
    assert named(f"AssertionError: {SUM}", outcome="passed") == frozenset()


def test_the_keys_are_those_in_the_source_of_the_test():
    cells = [SimpleNamespace(name="q", source=f'assert x, f"{{x}} {SUM}"\nassert y, "[misconception: uphill]"'),
             SimpleNamespace(name="p", source="assert x")]  # fmt: skip
    found = mistakes.named_in(SimpleNamespace(graded=cells))
    assert found == {"q": {"sum_for_mean", "uphill"}, "p": frozenset()}


@each_row(
    "why",
    ["a cell was still running after 30 s", "the notebook took more than 300 s", "a test did not end within 7.5 s",
     "the tests took more than 300 s together", "it took more than 300 s of CPU time"],
)  # fmt: skip
def test_a_time_limit_is_seen_wherever_it_is_said(why):
    as_attention = gathered.person(record(""), {}, [], [why], {}, frozenset())
    as_reason = gathered.person(record(f"TestEnded: {why}"), {}, [], [], {}, frozenset())
    assert as_attention.timed_out
    assert as_reason.timed_out
    assert not gathered.person(record("it took more than 3 tries"), {}, [], [], {}, frozenset()).timed_out


# ------------------------------------------------------------ the course


def marks():
    for path in project.homework_notebooks():
        for cell in read(path).cells:
            for key in mistakes.keys(cell.source):
                yield path.stem, cell.metadata.nbgrader.grade_id, key


def test_every_mark_of_the_assignments_is_a_misconception():
    found = list(marks())
    assert {name for name, *_ in found} == {"hw1", "hw2", "hw3"}
    assert [mark for mark in found if mark[-1] not in MISCONCEPTIONS] == []


def test_a_mark_ends_its_message():
    for path in project.homework_notebooks():
        for cell in read(path).cells:
            for line in cell.source.splitlines():
                if mistakes.keys(line):
                    assert re.fullmatch(r'\s*f?".* ?\[misconception: \w+\]"', line), line


@pytest.mark.slow
def test_every_misconception_has_its_section_and_its_slide():
    """The table is whole: but for slips that can happen anywhere, and the section is on the page of the site."""
    nowhere, anchors = [], {}
    for key in MISCONCEPTIONS:
        place = treated.treated(key)
        if place is None:
            nowhere.append(key)
            continue
        if place.notebook not in anchors:
            notebook = read(project.NOTEBOOKS / f"{place.notebook}.ipynb")
            headings = []
            for cell in notebook.cells:
                if cell.cell_type == "markdown" and "## " in cell.source:
                    prose.markdown("\n\n".join(re.findall(r"^#+ .+$", cell.source, re.MULTILINE)), headings)
            lecture = Lecture.read(project.LECTURES / f"{place.notebook}.md", notebook)
            anchors[place.notebook] = {name for _, name, _ in headings}, {slide.anchor for slide in lecture.slides}
        sections, slides = anchors[place.notebook]
        assert place.section_anchor in sections, key
        assert place.slide_anchor in slides, key
    assert nowhere == [key for key in MISCONCEPTIONS if key in treated.NOWHERE]


def test_the_table_of_slides_knows_only_misconceptions_and_agrees_with_their_sections():
    assert set(treated.SLIDES) <= set(MISCONCEPTIONS)
    for key, (notebook, _) in treated.SLIDES.items():
        written = treated.WRITTEN.search(MISCONCEPTIONS[key].idea)
        if written:
            assert notebook == written[1], key
            assert treated.treated(key).section.startswith(f"{written[2]} ·"), key


def test_a_slide_that_is_gone_is_told(monkeypatch):
    monkeypatch.setitem(treated.SLIDES, "uphill", ("03", "no-such-slide"))
    with pytest.raises(LookupError, match="uphill: slide #no-such-slide"):
        treated.treated.__wrapped__("uphill")


@pytest.mark.parametrize(
    ("key", "notebook", "section", "slide"),
    [
        ("sum_for_mean", "03_bce_and_sgd", "8 · How the rows become one update", "Mean or sum?"),
        ("uphill", "03_bce_and_sgd", "4 · The gradient is the error times x", "From the weight to the loss: three slopes"),  # noqa: E501
        ("reported_where_chosen", "07_defended_threshold", "6 · Once, on the test rows", "Once"),
    ],
)  # fmt: skip
def test_where_a_mistake_is_treated(key, notebook, section, slide):
    place = treated.treated(key)
    assert (place.notebook, place.section, place.slide) == (notebook, section, slide)
