"""What the Predict questions of a notebook ask about: which cells answer each, and which text says why.

A question reaches from its paragraph, the one with **Predict.**, to the next question or heading. The code cells up to
its **Explain.** are asked about: what they print or draw is the answer. With them go the Explain and what follows it
at once: a formula or list below it, a picture with its **Figure.**, a **Common mistake**, and paragraphs that repeat
a number of the answer. From the first paragraph that goes on to something new, text and code are open again, but not
what is printed or drawn there: it often is the answer once more.

A live figure is never part of an answer: one finds the answer with it.
"""

import functools
import re
from dataclasses import dataclass, field

MARKS = {"**Predict.**": "predict", "**Explain.**": "explain", "**Figure.**": "figure", "> **Common mistake": "mistake"}
SET_OFF = re.compile(r"\$\$|```|\||[-*] |\d+\. ")  # a formula, code, a table or a list begins
FENCED = re.compile(r"(```.*?```|\$\$.*?\$\$)", re.DOTALL)
NUMBER = re.compile(r"(?<![\w.])[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w%]|\.\d)")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
EXPLORER = re.compile(r"\w+Explorer\(")


@dataclass(eq=False)
class Prediction:
    """A question.

    Attributes
    ----------
    name : str
        The id of the first cell whose output answers it.
    text : str
        The paragraph that asks.
    asked : list of int
        The code cells, by index, whose outputs are the answer.
    explained, described : bool
        Whether an Explain says what came, and whether the Figure of a picture does.
    """

    name: str
    text: str
    asked: list = field(default_factory=list)
    explained: bool = False
    described: bool = False


@dataclass(eq=False)
class Part:
    """A paragraph of a notebook, or a cell of code.

    Attributes
    ----------
    cell : int
        Index of its cell.
    kind : str
        "predict", "explain", "figure", "mistake", "heading", "text" or "code".
    source : str
    below : Prediction or None
        The question above it, in whose reach it stands.
    role : str
        "" if it is open to all, "asked" if its outputs belong to the answer, "answer" if all of it does.
    """

    cell: int
    kind: str
    source: str
    below: Prediction | None = None
    role: str = ""


def parts(notebook):
    """The paragraphs and code cells of a notebook in order, each with the question that it belongs to.

    Parameters
    ----------
    notebook : NotebookNode, or dict as in its file

    Returns
    -------
    list of Part
    """
    found = list(_split(notebook["cells"]))
    question, moved_on = None, True
    for before, part in zip([None, *found], found, strict=False):
        if part.kind == "heading":
            question = None
        elif part.kind == "predict":
            question, moved_on = Prediction(f"cell-{part.cell}", part.source), False
        part.below = question
        if question is None or part.kind == "predict":
            continue
        if part.kind == "code":
            if not question.explained:
                _ask(question, part, notebook["cells"])
            elif not _shows_answer(notebook["cells"][part.cell]):
                moved_on = True
            else:
                part.role = "asked" if moved_on else "answer"
        elif part.kind == "text":
            if question.explained and not moved_on:
                moved_on = not _goes_on(part, before, question, notebook["cells"])
                part.role = "" if moved_on else "answer"
            elif question.asked and not question.explained and part.source.startswith("- "):
                part.role = "answer"  # what there is to notice
        elif not (part.kind == "figure" and _shows_live(notebook["cells"][before.cell])):
            part.role = "answer"
            question.explained = question.explained or part.kind == "explain"
            question.described = question.described or part.kind == "figure"
    return found


def predictions(notebook):
    """The questions of a notebook, in order; also one that no cell answers."""
    return [part.below for part in parts(notebook) if part.kind == "predict"]


def is_live(output):
    """Whether an output is a live figure, or the still picture of one that a notebook stores."""
    data = output.get("data", {})
    return WIDGET_VIEW in data or bool("image/png" in data and EXPLORER.match("".join(data.get("text/plain", ""))))


def printed(cell):
    """The text of the outputs of a code cell that are not live, as one string."""
    texts = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if not is_live(output) and not any(kind.startswith("image/") for kind in data):
            texts.append("".join(output.get("text") or data.get("text/plain") or ""))
    return "\n".join(texts)


def the_number(question, cells):
    """The one number that the answer prints, besides those of the question, as it is printed; empty if not one.

    Parameters
    ----------
    question : str
        The paragraph that asks.
    cells : list of cells
        Those that it asks about.
    """
    drawn = any(kind.startswith("image/") for cell in cells for output in cell.get("outputs", [])
                for kind in output.get("data", {}) if not is_live(output))  # fmt: skip
    numbers = set(NUMBER.findall("\n".join(map(printed, cells)))) - set(NUMBER.findall(question.replace("$", "")))
    return numbers.pop() if len(numbers) == 1 and not drawn else ""


def _split(cells):
    for index, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            yield Part(index, "code", source)
        elif cell["cell_type"] == "markdown":
            for paragraph in _paragraphs(source):
                yield Part(index, _kind(paragraph), paragraph)


def _paragraphs(source):
    """Parted by empty lines, but for those within a block of code or a formula."""
    whole = FENCED.sub(lambda block: block[0].replace("\n", "\r"), source)
    return [paragraph.replace("\r", "\n") for paragraph in re.split(r"\n\s*\n", whole) if paragraph.strip()]


def _kind(paragraph):
    if re.match(r"#+ ", paragraph):
        return "heading"
    if "**Predict.**" in paragraph:
        return "predict"
    return next((kind for mark, kind in MARKS.items() if paragraph.startswith(mark)), "text")


def _ask(question, part, cells):
    cell = cells[part.cell]
    waiting = not any(_shows_answer(cells[k]) for k in question.asked)
    if waiting and (_shows_answer(cell) or not question.asked):
        question.name = cell.get("id", f"cell-{part.cell}")
    part.role = "asked"
    question.asked.append(part.cell)


def _shows_answer(cell):
    return any(not is_live(output) for output in cell.get("outputs", []))


def _shows_live(cell):
    return any(map(is_live, cell.get("outputs", [])))


def _goes_on(part, before, question, cells):
    """Whether a paragraph still belongs to the answer: set off below it, or with a number that was printed in it."""
    if SET_OFF.match(part.source) and before.role == "answer" and before.cell == part.cell:
        return True
    return bool(telling(part.source) & set().union(*(telling(printed(cells[k])) for k in question.asked)))


@functools.cache
def telling(text):
    """The numbers in a text that do not turn up by chance: with decimals, or of two digits and more; without sign."""
    plain = text.replace("\\,", "").replace("\\%", "%").replace("{,}", ",")
    numbers = (found.strip("−-%") for found in NUMBER.findall(plain) if "." in found or len(found.strip("−-%")) > 1)
    return frozenset(numbers)
