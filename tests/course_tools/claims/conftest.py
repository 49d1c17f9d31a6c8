"""A course of one small notebook, with its lecture and its table of claims."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_tools import project
from course_tools.claims import table

STEM = "90_small"
LECTURE = """---
minutes: 2
---

## {.title minutes=1}

::: {.notes}
**Say.** Good morning.
:::

## The loss falls {#loss .path minutes=1}

{{< embed loss output >}}

It ends at 0.539.

::: {.notes}
**Say.** It falls in five steps.

**Usual wrong answer.** "It never rises, in 77 steps."

**Put it right.** It rises once, and falls 4 times.
:::
"""
PROSE = "**Explain.** The loss falls from 2.000 to 0.539. It rises once on its way, and it is never below zero."
LOSSES = "losses = [2.0, 1.5, 1.6, 1.0, 0.7, 0.53861]\nprint(f'{losses[0]:.3f} {losses[-1]:.3f}')"
TABLE = """
from course_tools.claims import Table

say = Table()


def times(losses):
    return sum(b > a for a, b in zip(losses, losses[1:]))


say("loss-explain", "falls from 2.000 to 0.539", "said == (losses[0], losses[-1]) and losses[-1] < losses[0]")
say(
    "loss-explain", "It rises once on its way, and it is never below zero.",
    "times(losses) == 1 and min(losses) > said[0] and losses[2] > losses[1]",
)
say("notes/loss", "It falls in five steps.", "said == len(losses) - 1 and losses[-1] < losses[0]")
say("notes/loss", "It rises once, and falls 4 times.", "said == 5 - times(losses)", opposite="times(losses) > 1")
"""


class Course:
    """Write its parts, and read what a command says of them."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, *, prose=PROSE, lecture=LECTURE, table=TABLE, code=LOSSES, printed="2.000 0.539\n"):
        ran = new_code_cell(code, id="loss", execution_count=1)
        ran.outputs = [new_output("stream", name="stdout", text=printed)]
        cells = [new_markdown_cell("# A small one", id="opening"), ran, new_markdown_cell(prose, id="loss-explain")]
        nbformat.write(new_notebook(cells=cells), self.folder / "notebooks" / f"{STEM}.ipynb")
        (self.folder / "lectures" / f"{STEM}.md").write_text(lecture)
        path = self.folder / "claims" / f"{STEM}.py"
        path.unlink(missing_ok=True)
        if table is not None:
            path.write_text(table)


@pytest.fixture
def course(tmp_path, monkeypatch):
    for name in ("notebooks", "lectures", "claims"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(project, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(project, "LECTURES", tmp_path / "lectures")
    monkeypatch.setattr(table, "FOLDER", tmp_path / "claims")
    course = Course(tmp_path)
    course.write()
    return course
