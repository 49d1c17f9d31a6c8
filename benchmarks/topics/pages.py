"""Decks and site of all notebooks beside nbconvert on the same notebooks, one by one; size of a deck."""

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import WALL, at_most, compare, run
from course_tools import project


def bench():
    notebooks = project.notebooks()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def ours():
            shutil.rmtree(folder / "executed", ignore_errors=True)  # each round runs every notebook anew
            for command in ("slides", "site"):
                places = ("--output", folder / command, "--cache", folder / "executed")
                run(sys.executable, "-m", "course_tools.cli", command, "--jobs", "2", *places, *notebooks)

        def theirs():
            for path in notebooks:
                for kind in ("slides", "html"):
                    places = ("--output-dir", folder / "nbconvert")
                    run(sys.executable, "-m", "nbconvert", "--to", kind, "--execute", *places, path)

        yield compare(
            f"decks and site, {len(notebooks)} notebooks | nbconvert", ours, theirs, goal=0.6, rounds=3, clock=WALL
        )
        largest = max((folder / "slides").glob("*.html"), key=lambda path: path.stat().st_size)
        yield at_most(f"largest deck, {largest.name}", largest.stat().st_size / 1e6, 6, "MB")
