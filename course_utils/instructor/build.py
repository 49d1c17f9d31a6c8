"""What the commands for decks and site share: options, progress, and files that are whole or not there."""

import argparse
import os
import sys
from pathlib import Path

from .execute import run_all
from .executed import CACHE


def put(text, target):
    """Write a file in one step: readers see the old one or the new one, never a part."""
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(text) if isinstance(text, bytes) else unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def main_of(command, description, output, argv, build, finish=lambda options: None):
    """The command line of a builder.

    Parameters
    ----------
    command : str
        The module's name.
    description : str
    output : Path
        Where files go if nothing else is said.
    argv : list of str or None
    build : callable
        From a notebook's path and the options to {file name: text}; raises NotebookFailed.
    finish : callable
        Called with the options if every notebook was built.

    Returns
    -------
    int
        0, or 1 if a notebook failed: the files of the others are written, its own stay as they were.
    """
    parser = argparse.ArgumentParser(prog=f"python -m course_utils.instructor.{command}", description=description)
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, default=output, help=f"folder (default {output})")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks at a time (default 2)")
    parser.add_argument("--cell-timeout", type=int, default=60, help="seconds a cell may take (default 60)")
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"folder of executed notebooks (default {CACHE})")
    options = parser.parse_args(argv)

    def write(path):
        for name, text in build(path, options).items():
            put(text, options.output / name)

    failures = run_all(write, options.notebooks, jobs=options.jobs)
    for error in failures:
        print(f"\n{error}", file=sys.stderr)
    if failures:
        return 1
    finish(options)
    print(f"-> {options.output}")
    return 0
