"""course_tools.lecture: what is read from slide metadata, and the faults it names."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.example_lecture import FIGURE, OPENING, OWN, cell, example
from support.notebook_checks import NOTEBOOKS

from course_tools.lecture import lecture_faults, read_lecture, read_opening


def faults(*extra, **changes):
    return lecture_faults(example(*extra, **changes))


def only(found, *words):
    """The one fault found, with all of these words in it."""
    assert len(found) == 1, found
    assert [word for word in words if word not in found[0]] == [], found[0]


# ------------------------------------------------------------------ reading


def test_the_opening_cell_is_read():
    read = read_opening(example())
    assert read.title == "09 · What is tested here?"
    assert read.lead == "Two sentences of introduction."
    assert read.objectives == ["say what happened;", "count to $n$."]
    assert read.needs == "notebook 08, and a pencil."
    assert read.sections == [("1 · First", 9), ("2 · Second", 12)]


def test_what_the_opening_lacks_is_empty():
    read = read_opening(new_notebook(cells=[new_markdown_cell("Only a sentence.")]))
    assert (read.title, read.lead, read.objectives, read.needs, read.sections) == ("", "Only a sentence.", [], "", [])
    assert read_opening(new_notebook()).title == ""


def test_slides_are_read_in_order_with_title_section_minutes_and_path():
    lecture = read_lecture(example())
    assert [(s.kind, s.title, s.section, s.minutes, s.path, s.below) for s in lecture.slides] == [
        ("title", "Title", "", 1, True, False),
        ("objectives", "Objectives", "", 1, True, False),
        ("outline", "Outline", "", 1, True, False),
        ("cells", "1 · First", "1 · First", 5, True, False),
        ("cells", "Short", "2 · Second", 1, False, True),
        ("quiz", "Poll", "2 · Second", 4, False, False),
    ]
    assert (lecture.promised, lecture.minutes, lecture.path_minutes) == (13, 13, 8)
    assert lecture.sections() == [("1 · First", 5, 5), ("2 · Second", 5, 0)]
    assert lecture.slides[3].notes == "**Say.** One.\n\nMore."


def test_parts_show_what_the_metadata_says_in_place_of_the_cell():
    outputs = [new_output("stream", text="a\n"), FIGURE]
    extra = [
        cell("code", "x = 1\nprint(x)", "slide", outputs, title="T", code="x = 1", text="Above.", alt="A line.", **OWN),
        cell("code", "hidden()", "-", outputs, code=False, output="figure", alt="A line."),
        cell("code", "y = 2", "fragment", outputs, output=False),
        cell("markdown", "### Deeper\n\nText.", "fragment"),
    ]
    whole, figure, bare, deeper = read_lecture(example(*extra)).slides[-2].parts
    assert (whole.text, whole.code, whole.shown_outputs, whole.figures) == ("Above.", "x = 1", outputs, [FIGURE])
    assert (figure.text, figure.code, figure.shown_outputs, figure.fragment) == ("", "", [FIGURE], False)
    assert (bare.code, bare.shown_outputs, bare.fragment) == ("y = 2", [], True)
    assert deeper.text == "**Deeper**\n\nText."


def test_a_cell_of_type_notes_adds_to_the_notes_and_shows_nothing():
    slide = read_lecture(example(cell("markdown", "Remember this.", "notes"))).slides[-2]
    assert slide.notes == "**Say.** This.\n\nRemember this."
    assert [part.text for part in slide.parts] == ["Said."]


# ------------------------------------------------------------------ faults


def test_a_lecture_without_faults():
    assert faults() == []


def test_no_metadata_at_all_is_one_fault():
    bare = new_notebook(cells=[new_markdown_cell(OPENING), new_code_cell("1")])
    only(lecture_faults(bare), "no cell has a slide type")


@pytest.mark.parametrize("key", ["notes", "minutes"])
def test_a_slide_without_notes_or_minutes(key):
    said = {name: value for name, value in OWN.items() if name != key}
    book = example(cell("markdown", "### A heading", "slide", **said), minutes=14 if key == "notes" else 13)
    place = f"cell 7 ({book.cells[6].id}), slide 'A heading'"
    only(lecture_faults(book), place, "no speaker notes" if key == "notes" else "no minutes", f"set lecture.{key}")


@pytest.mark.parametrize("name", ["title", "objectives", "outline"])
def test_the_three_opening_slides_need_notes_too(name):
    only(faults(**{name: {"minutes": 1}}), "cell 1 (", f"slide '{name.capitalize()}'", f"lecture.opening.{name}.notes")


@pytest.mark.parametrize("minutes", [0, -1])
def test_minutes_must_be_above_zero(minutes):
    book = example(cell("markdown", "# H", "slide", notes="N.", minutes=minutes), minutes=13 + minutes)
    only(lecture_faults(book), "slide 'H'", "no minutes")


def test_a_slide_without_a_title():
    only(faults(cell("markdown", "Only prose.", "slide", **OWN), minutes=14), "cell 7", "no title", "lecture.title")


@pytest.mark.parametrize("promised", [12, 14, 13.5])
def test_minutes_that_do_not_add_up(promised):
    found = faults(minutes=promised)
    only(found, "cell 1 (", f"promises {promised:g} minutes", "take 13", "'1 · First' 5", "'2 · Second' 5")


def test_no_promise_at_all():
    only(faults(minutes=0), "cell 1 (", "lecture.minutes must say how long")


@pytest.mark.parametrize(("more", "found"), [(42, 0), (42.5, 1)])
def test_the_path_takes_50_minutes_or_less(more, found):
    extra = cell("markdown", "# H", "slide", notes="N.", minutes=more, path=True)
    named = faults(extra, minutes=13 + more)
    assert len(named) == found
    if found:
        only(named, "the path takes 50.5 minutes, at most 50")


def test_the_first_cell_must_be_a_slide():
    book = example()
    book.cells[0].metadata = {}
    only(lecture_faults(book), "cell 1 (", "the opening cell must be a slide")


def test_a_figure_needs_alt_text_its_own_or_the_sentences_below():
    def drawn(*more, **said):
        return faults(cell("code", "draw()", "slide", [FIGURE], title="T", **OWN, **said), *more, minutes=14)

    only(drawn(), "cell 7", "slide 'T'", "without alt text", "lecture.alt")
    only(drawn(cell("markdown", "Not about the **Figure.** above.")), "without alt text")
    assert drawn(cell("markdown", "**Figure.** A line that falls.")) == []
    assert drawn(alt="A line that falls.") == []
    assert drawn(output=False) == []


def test_code_holds_12_lines_of_70_columns():
    def shown(code):
        return faults(cell("code", "1", "slide", title="T", code=code, **OWN), minutes=14)

    assert shown("\n".join(["x" * 70] * 12)) == []
    only(shown("\n".join(["x"] * 13)), "cell 7", "slide 'T'", "13 lines of code, 1 columns", "12 lines of 70")
    only(shown("x" * 71), "1 lines of code, 71 columns")


def test_the_code_that_counts_is_the_code_shown():
    long = "\n".join(f"a{i} = {i}" for i in range(15))
    only(faults(cell("code", long, "slide", title="T", **OWN), minutes=14), "15 lines of code")
    assert faults(cell("code", long, "slide", title="T", code="a0 = 0", **OWN), minutes=14) == []
    assert faults(cell("code", long, "slide", title="T", code=False, text="Text.", **OWN), minutes=14) == []


@pytest.mark.parametrize(("columns", "found"), [(80, 0), (81, 1)])
def test_printed_lines_hold_80_columns(columns, found):
    outputs = [new_output("stream", text="x" * columns + "\n")]
    named = faults(cell("code", "1", "slide", outputs, title="T", **OWN), minutes=14)
    assert len(named) == found
    if found:
        only(named, "slide 'T'", "printed lines of 81 columns", "lecture.output")


def test_a_slide_too_full_is_named_by_its_first_cell():
    text = "\n\n".join(["A paragraph."] * 9)
    drawn = cell("code", "draw()", "-", [FIGURE], code=False, alt="A line.")
    full = [cell("markdown", f"# H\n\n{text}", "slide", **OWN), drawn]
    only(faults(*full, minutes=14), "cell 7", "slide 'H'", "too full", "make two slides")
    assert faults(full[0], minutes=14) == []


@pytest.mark.parametrize(
    ("fits", "more"),
    [
        ("\n\n".join(["A paragraph."] * 14), "\n\nOne more."),
        ("\n\n".join(["$$x$$"] * 7), "\n\nOne more."),
        ("| a |\n| --- |\n" + "\n".join(["| b |"] * 13), "\n| b |"),
        ("\n".join(["- item"] * 14), "\n- item"),
        ("x" * 80 * 14, "x"),
    ],
    ids=["paragraphs", "formulas", "table", "list", "long lines"],
)
def test_what_a_slide_holds_of_text(fits, more):
    def shown(text):
        return faults(cell("markdown", f"# H\n\n{text}", "slide", **OWN), minutes=14)

    assert shown(fits) == []
    only(shown(fits + more), "too full", "of 640")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"titel": "T"}, ["lecture.titel is unknown", "title, text, code"]),
        ({"minutes": "2"}, ["lecture.minutes cannot be '2'"]),
        ({"minutes": True}, ["lecture.minutes cannot be True"]),
        ({"path": "yes"}, ["lecture.path cannot be 'yes'"]),
        ({"notes": 3}, ["lecture.notes cannot be 3"]),
        ({"rows": 0}, ["lecture.rows may be 1 or 2; got 0"]),
        ({"rows": True}, ["lecture.rows cannot be True"]),
        ({"code": True}, ["code may be text or false"]),
        ({"output": "picture"}, ['output true, false or "figure"']),
    ],
)
def test_metadata_that_means_nothing(said, words):
    extra = cell("code", "1", "-", **{"notes": "N.", **said})
    only(faults(extra), "cell 7 (", *words)


def test_metadata_that_is_no_dict():
    extra = cell("code", "1", "-")
    extra.metadata["lecture"] = "two minutes"
    only(faults(extra), "cell 7 (", "lecture must be a dict", "'two minutes'")


def test_metadata_on_a_cell_without_a_slide():
    only(faults(cell("markdown", "Text.", text="Never seen.")), "cell 7", "on a cell that is on no slide")
    only(faults(cell("markdown", "Text.", "skip", minutes=2)), "cell 7", "on a cell that is on no slide")


def test_unknown_slide_types_and_what_comes_before_the_first_slide():
    only(faults(cell("markdown", "Text.", "subslides")), "cell 7", "'subslides'", "slide, subslide, fragment")
    book = example()
    book.cells[0].metadata = {"slideshow": {"slide_type": "fragment"}}
    assert any("a 'fragment' before the first slide" in fault for fault in lecture_faults(book))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebooks_of_the_course_are_lectures(path):
    notebook = nbformat.read(path, as_version=4)
    found = lecture_faults(notebook)
    if found and found[0].startswith("no cell has a slide type"):
        pytest.skip("no slide metadata yet")
    assert found == []
    lecture = read_lecture(notebook)
    assert 40 <= lecture.path_minutes <= 50
    assert [slide.title for slide in lecture.slides if "**Say.** " not in slide.notes] == []
