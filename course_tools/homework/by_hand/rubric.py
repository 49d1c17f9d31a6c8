"""The rubric of a question: what is ticked, and what a tick is worth.

It stands in what students never get, the model answer of a written answer or the mark scheme of a task, as a list:

    - [1] names the two columns, and which of them tells the logits apart
    - [0.5] the slope without a reason
    - [-0.5] a plus sign

The proposal is the sum of what is ticked, never below 0 and never above the points of the question.
"""

import re
from dataclasses import dataclass

from ..format import CellKind, kind, split_regions

ITEM = re.compile(r"\s{0,3}[-*+]\s+\[\s*(?P<points>[-−+]?\d+(?:\.\d+)?)\s*\]\s+(?P<text>\S.*)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)  # templates mark by it what each term makes anew
MORE = re.compile(r"\s+\S")  # an item goes on in lines that are indented


@dataclass(frozen=True)
class Item:
    """What is ticked.

    Parameters
    ----------
    text : str
        Markdown.
    points : float
        What a tick adds; below 0 it takes away.
    """

    text: str
    points: float


def items_of(text):
    """The items of a text, in their order.

    Examples
    --------
    >>> items_of("Well.\\n\\n- [1] names the\\n  clipping\\n- [-0.5] a plus sign\\n- no item")
    (Item(text='names the clipping', points=1.0), Item(text='a plus sign', points=-0.5))
    """
    found, inside = [], False
    for line in text.split("\n"):
        if item := ITEM.fullmatch(line):
            found.append([item["text"].strip(), float(item["points"].replace("−", "-"))])
            inside = True
        elif inside and MORE.match(line) and not line.lstrip().startswith(("- ", "* ", "+ ")):
            found[-1][0] += f" {line.strip()}"
        else:
            inside = False
    return tuple(Item(*one) for one in found)


def without_items(text):
    """The rest of a text: the model answer, and what else the grader should know."""
    kept, inside = [], False
    for line in text.split("\n"):
        if ITEM.fullmatch(line):
            inside = True
        elif not (inside and MORE.match(line)):
            inside = False
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def scheme_of(cell):
    """What of a cell of the instructor's version is for the grader alone."""
    source = COMMENT.sub("", cell.source)
    if kind(cell) is CellKind.WRITTEN:
        return source
    return "\n".join(line for region in split_regions(source)[0] for line in region.lines)


def proposed(items, ticked, maximum):
    """The points for what is ticked.

    Examples
    --------
    >>> proposed((Item("a", 1.0), Item("b", 2.0), Item("c", -0.5)), {0, 2}, 3)
    0.5
    """
    return min(max(sum(items[number].points for number in ticked), 0.0), maximum)
