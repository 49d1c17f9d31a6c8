"""A small notebook and its lecture, for the tests of lectures, decks and site."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_tools.lecture import Lecture

OPENING = """# 09 · What is tested here?

Two sentences of
introduction.

**You will be able to**

- say what
  happened;
- count to $n$.

**You need** notebook 08, and
a pencil.

| section | minutes |
| --- | --- |
| 1 · First | 9 |
| 2 · Second | 12 |
| total | 21 |
"""
FIGURE = new_output("display_data", {"image/png": "AAAA", "text/plain": "<Figure>"})
NOTES = "::: {.notes}\n**Say.** This.\n:::\n"

TITLE, OBJECTIVES, OUTLINE = (f"## {{.{kind} minutes=1}}\n\n{NOTES}" for kind in ("title", "objectives", "outline"))
FIRST = f"""## The first {{.path minutes=5}}

Prose.

. . .

{{{{< embed letters code >}}}}

. . .

{{{{< embed letters output >}}}}

{NOTES}
::: {{.notes}}
More.
:::
"""
SHORT = f"""## Short {{minutes=1}}

Said.

{NOTES}"""
POLL = f"""## Poll {{minutes=4}}

{{{{< poll quiz >}}}}

{NOTES}"""


def code(name, source, outputs=(), count=1, **metadata):
    """A code cell that was executed."""
    return new_code_cell(source, id=name, outputs=list(outputs), execution_count=count, metadata=metadata)


def text(name, source):
    return new_markdown_cell(source, id=name)


def printed(words):
    return new_output("stream", text=f"{words}\n")


def notebook(*more):
    """The cells that the example shows, and `more` before its quiz."""
    return new_notebook(
        cells=[
            text("opening", OPENING),
            code("imports", "import torch"),
            text("first", "## 1 · First\n\nLong prose."),
            code("letters", "print('a')", [printed("a")]),
            text("second", "## 2 · Second\n\nLong prose."),
            *more,
            code("quiz", "Quiz(9)", tags=["slide"]),
        ]
    )


def example(*more, minutes=13, title=TITLE, objectives=OBJECTIVES, outline=OUTLINE, first=FIRST, poll=POLL):
    """The text of a lecture without faults, of 3 + 5 + 1 + 4 minutes, and slides `more` before its poll."""
    front = f"---\nminutes: {minutes}\n---\n"
    return "\n".join([front, title, objectives, outline, "# 1 · First\n", first, "# 2 · Second\n", SHORT, *more, poll])


def lecture(*more, cells=(), **changes):
    """The lecture of that text, about the notebook with these cells more."""
    return Lecture.from_text(example(*more, **changes), notebook(*cells), "example.md")
