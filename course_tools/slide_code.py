"""Code that stands on slides only: it is run when the deck is built.

Each block is run after the cell it belongs to, in a kernel of its own that runs the notebook up to there, so that
it finds the names of that moment and changes nothing that the deck shows of the notebook.
"""

from dataclasses import replace

from nbformat import from_dict
from nbformat.v4 import new_code_cell

from .kept_runs import kept_run
from .lecture import Code
from .render import figure_kind


def with_code_run(lecture, path, **options):
    """The lecture with what its code of its own printed and drew.

    Parameters
    ----------
    lecture : Lecture
        Without faults.
    path : path of its notebook
    **options
        Of `kept_runs.executed`.

    Returns
    -------
    Lecture

    Raises
    ------
    ValueError
        If a block raises an error, or shows a live figure; the message names it by file and line.
    NotebookFailed
        As `execute`.
    """
    blocks = [block for slide in lecture.slides for block in slide.blocks if isinstance(block, Code) and block.run]
    if not blocks:
        return lecture
    after = {}
    for block in blocks:
        after.setdefault(max(map(lecture.index_of, block.cells)), []).append(block)
    cells, at = [], {}
    for index, cell in enumerate(lecture.notebook.cells[: max(after) + 1]):
        cells.append(cell)
        for block in after.get(index, []):
            at[block] = len(cells)
            cells.append(new_code_cell(block.source, metadata={"tags": ["raises-exception"]}))
    notebook = from_dict({**lecture.notebook, "cells": cells})
    run = kept_run(notebook, path, f"{path.stem}.slides", **options)
    ran = {block: run.cells[index] for block, index in at.items()}
    if faults := [fault for block, cell in ran.items() for fault in _faults(block, cell)]:
        raise ValueError("\n".join(faults))
    return replace(lecture, ran={block.place: cell for block, cell in ran.items()})


def _faults(block, cell):
    for output in cell.outputs:
        if output.output_type == "error":
            after = " and ".join(map(repr, block.cells))
            yield f"{block.place}: run after cell {after}, this code raised {output.ename}: {output.evalue}"
        elif figure_kind(output) == "live" and block.output:
            yield f"{block.place}: a live figure must be made by a cell of the notebook; embed that"
