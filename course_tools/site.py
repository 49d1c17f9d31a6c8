"""The course as a site for readers without Python: a front page and a page per notebook, without a network.

    course site

Live figures and quizzes work in it; code is shown, not run.
"""

import itertools
import re
import sys

from markupsafe import Markup

from . import building, exercise_pages, preview, project, prose, render, scenes, search_index
from .execute import NotebookFailed, read
from .files import put
from .front_page import first_still, index
from .guides import guides
from .kept_runs import executed
from .lecture import Lecture, lecture_of, read_opening
from .page_body import body
from .slides import deck_of
from .working_copy import learners_copy

OUTPUT = project.BUILD / "site"


def page(notebook, name, *, before=None, after=None, drawn=(), searched=()):
    """The HTML text of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed with its widget state, as `executed` gives it.
    name : str
        The stem of its file.
    before, after : (name, title), optional
        The notebooks next to it.
    drawn : sequence of (cell, scene)
        The scenes of its lecture, by name, and the ids of the cells below which they stand.
    searched : list
        What a search on the page looks through, as `search_index.entries` gives it; without it there is no search.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If a picture has no alternative text; the message names the cell.
    """
    shown = body(notebook, drawn)
    return render.page(
        "page.html.j2",
        name=name,
        title=_title(notebook, name),
        said=_summary(read_opening(notebook).lead),
        preview=preview.link(name),
        body=Markup("\n").join(shown.blocks),
        contents=[(anchor, heading.striptags()) for level, anchor, heading in shown.headings if level == 2],
        before=before,
        after=after,
        searched=search_index.script(searched),
        shapes=scenes.SHAPES if drawn else "",
        exercises=exercise_pages.numbers_of(name),
        card_style=exercise_pages.style(),
        live=(render.live_state if shown.drawing else render.live_scripts)(notebook, shown.models),
    )


def _title(notebook, name):
    return prose.plain_text(read_opening(notebook).title) or name


def _summary(lead, most=200):
    """The first sentences of a lead, as many as the preview of a link shows: at least one, and none with a formula."""
    sentences = re.split(r"(?<=[.!?]) ", prose.plain_text(lead))
    plain = itertools.takewhile(lambda sentence: "\\" not in sentence, sentences)
    lengths = itertools.accumulate(len(sentence) + 1 for sentence in sentences)
    return " ".join(one for k, (one, length) in enumerate(zip(plain, lengths, strict=False)) if not k or length <= most)


def files_of(path, run, titles, searched=()):
    """The files of the site that belong to one notebook: its page, the preview of a link to it, and a learner's copy.

    Parameters
    ----------
    path : path of the notebook
    run : NotebookNode
        Executed with its widget state, as `executed` gives it.
    titles : dict
        From path to title: all notebooks of the course, in order.
    searched : list
        As for `page`.

    Returns
    -------
    dict
        From file name to text or bytes.

    Raises
    ------
    NotebookFailed
        If a picture has no alternative text.
    """
    order = list(titles)
    here = order.index(path)
    before, after = (
        (order[k].stem, titles[order[k]]) if 0 <= k < len(order) else None for k in (here - 1, here + 1)
    )
    try:
        text = page(run, path.stem, before=before, after=after, drawn=_scenes_of(path, run), searched=searched)
    except ValueError as error:
        raise NotebookFailed(f"{path}: no page\n  " + str(error).replace("\n", "\n  ")) from None
    return {
        f"{path.stem}.html": text,
        f"{path.stem}.png": preview.preview(titles[path], first_still(run)),
        path.name: learners_copy(path),
    }


def _scenes_of(path, notebook):
    """The scenes of the notebook's lecture, if it has one."""
    written = lecture_of(path)
    return Lecture.read(written, notebook).scenes() if written.exists() else []


def arguments(parser):
    building.arguments(parser, OUTPUT)
    parser.add_argument("--decks", action="store_true", help="also the decks, in slides/, linked for the lecturer")


def run(options):
    """Write the site; 0, or 1 if a notebook failed: then the front page stays as it was."""
    try:
        stored = {path: read(path) for path in options.notebooks}
    except NotebookFailed as error:
        print(error, file=sys.stderr)
        return 1
    titles = {path: _title(notebook, path.stem) for path, notebook in stored.items()}
    searched = search_index.entries([(path.stem, notebook) for path, notebook in stored.items()])
    how, runs = {"cache": options.cache, "cell_timeout": options.cell_timeout}, {}

    def build(path):
        runs[path] = executed(path, **how)
        files = files_of(path, runs[path], titles, searched)
        return files | {f"slides/{path.stem}.html": deck_of(path, **how)[0]} if options.decks else files

    if building.build_all(build, options):
        return 1
    named = [(path.stem, runs[path]) for path in options.notebooks]
    pages = guides([(path, runs[path]) for path in options.notebooks], decks=options.decks)
    first = next(filter(None, (first_still(run) for _, run in named)), None)
    pages["index.png"] = preview.preview("Build it by hand, watch it learn, decide", first)
    pages["index.html"] = index(named, guides=sorted(pages))
    for name, content in pages.items():
        put(content, options.output / name)
    print(f"-> {options.output}")
    return 0
