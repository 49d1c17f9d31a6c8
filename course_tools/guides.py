"""Pages of the site for those who teach: every deck and what it is for, every assignment and what is graded.

The guides are docs/lecturing.md, docs/homework.md and docs/grading.md, with cards made from lectures and assignments.
"""

import re
from functools import partial

from markupsafe import Markup

from . import predictions, project, prose, render
from .execute import read
from .homework.format import kind
from .lecture import Embed, Lecture, Scene, lecture_of, read_opening

DOCS = project.ROOT / "docs"
PAGES = {"lecturing": "lecturer", "homework": "instructor", "grading": "grading"}
LINK = re.compile(r"\[([^\]]*)\]\((?!\w+:|#)([^)#\s]*)(#[^)\s]*)?\)")


def guides(runs, *, decks=False):
    """The pages, as far as their guides are there: {file name: HTML text}.

    Parameters
    ----------
    runs : list of (path, NotebookNode)
        The notebooks of the site, executed.
    decks : bool
        Whether the decks lie in `slides` beside the pages, to be linked.
    """
    cards = {
        "lecturing": partial(render.page, "decks.html.j2", decks=_decks(runs), linked=decks),
        "homework": partial(render.page, "assignments.html.j2", assignments=assignments()),
        "grading": Markup,
    }
    found = {}
    for stem, name in PAGES.items():
        if (file := DOCS / f"{stem}.md").exists():
            found[f"{name}.html"] = _page(file.read_text(encoding="utf-8"), name, cards[stem]())
    return found


def _page(source, name, cards):
    headings = []
    title, rest = source.split("\n", 1)
    opening, first, sections = rest.partition("\n## ")  # before which no code stands in which "##" is something else
    texts = (title, _linked(opening), _linked(f"{first}{sections}"))
    shown = [prose.markdown(text, headings) for text in texts]
    body = [*shown[:2], cards, *shown[2:]]
    return render.page(
        "guide.html.j2",
        name=name,
        title=prose.plain_text(title.removeprefix("# ")),
        body=Markup("\n").join(body),
        contents=[(anchor, heading.striptags()) for level, anchor, heading in headings if level == 2],
    )


def _linked(source):
    """Links to what the site has lead there; of others only the text stays."""

    def to_page(found):
        text, file, anchor = found[1], found[2].rsplit("/", 1)[-1], found[3] or ""
        stem, _, kind = file.rpartition(".")
        if kind == "md" and stem in PAGES:
            return f"[{text}]({PAGES[stem]}.html{anchor})"
        if kind == "ipynb" and re.match(r"\d\d_", stem):
            return f"[{text}]({stem}.html{anchor})"
        return text

    return LINK.sub(to_page, source)


# ------------------------------------------------------------------ the decks


def _decks(runs):
    file = DOCS / "lecturing.md"
    purposes = _purposes(file.read_text(encoding="utf-8")) if file.exists() else {}
    with_one = [(path, notebook) for path, notebook in runs if lecture_of(path).exists()]
    return [_deck(path, notebook, purposes.get(path.stem[:2], "")) for path, notebook in with_one]


def _purposes(guide):
    """From the number of a deck to what the room does in it, as the guide for lecturers lists it."""
    return dict(re.findall(r"^\| \d+ \| (\d\d) · [^|]*\| (.+) \|$", guide, re.MULTILINE))


def _deck(path, notebook, purpose):
    lecture = Lecture.read(lecture_of(path), notebook)
    blocks = [block for slide in lecture.slides for block in slide.blocks]
    shown = {block.cell for block in blocks if isinstance(block, Embed)}
    return {
        "name": path.stem,
        "title": prose.inline(read_opening(notebook).title or path.stem).striptags(),
        "purpose": prose.inline(purpose),
        "minutes": lecture.minutes,
        "path": lecture.path_minutes,
        "live": sum(bool(predictions.EXPLORER.search(lecture.cell(cell).source)) for cell in shown),
        "scenes": len({block.name for block in blocks if isinstance(block, Scene)}),
        "sections": [(prose.inline(title).striptags(), whole, path) for title, whole, path in lecture.sections()],
    }


# ------------------------------------------------------------------ the assignments


def assignments():
    """What is in the assignments of the course, in order: title, lead, minutes, and points of each question."""
    return [
        _assignment(path.stem, read(path)) for path in project.homework_notebooks() if re.fullmatch(r"hw\d+", path.stem)
    ]


def _assignment(name, notebook):
    opening, questions = read_opening(notebook), []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (heading := re.search(r"^## (.+)$", cell.source, re.MULTILINE)):
            questions.append([prose.inline(heading[1]).striptags(), 0, 0])
        if (this := kind(cell)).is_graded and questions:
            questions[-1][2 if this.is_by_hand else 1] += cell.metadata.nbgrader.points
    return {
        "name": name,
        "title": prose.inline(opening.title).striptags(),
        "lead": prose.markdown(opening.lead),
        "minutes": sum(minutes for _, minutes in opening.sections),
        "tested": sum(tested for _, tested, _ in questions),
        "by_hand": sum(by_hand for _, _, by_hand in questions),
        "questions": [question for question in questions if question[1] or question[2]],
    }
