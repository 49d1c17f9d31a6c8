"""Speed, as ratios: each thing beside what it is measured against, in turns, in one run.

A ratio at or below its goal is met; the times in milliseconds are there to read, and depend on the
machine. One thread, unless a bench is about two processes. The exit code is 1 if a goal is missed.
"""

import argparse
import ast
import importlib
import os
import sys
import textwrap
from pathlib import Path

from benchmarks import measure

TOPICS = {path.stem: path for path in sorted(Path(__file__).with_name("topics").glob("[!_]*.py"))}


def main(argv=None):
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=_listed(), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which of those below (default: all)")
    about = "grading: only this, N small submissions, killed in the middle and resumed"
    parser.add_argument("--many", type=int, default=0, metavar="N", help=about)
    options = parser.parse_args(argv)
    names, measure.many = options.names or list(TOPICS), options.many
    if unknown := [name for name in names if name not in TOPICS]:
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(TOPICS)}")

    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # before what counts its processors at import
    print(f"{measure.machine()}\n\n{measure.HEADER}", flush=True)
    outcomes = []
    try:
        for name in names:
            for outcome in _outcomes(name):
                print(outcome.line, flush=True)
                outcomes.append(outcome)
    except KeyboardInterrupt:
        print("\ninterrupted", file=sys.stderr)
        return 130
    missed = [outcome.title for outcome in outcomes if not outcome.met]
    print(f"\n{len(outcomes) - len(missed)} of {len(outcomes)} goals met; load now {measure.load(all_three=True)}")
    for title in missed:
        print(f"missed: {title}")
    return 1 if missed else 0


def _outcomes(name):
    """Those of one bench; one that breaks counts as missed, and the others go on."""
    try:
        yield from importlib.import_module(f"benchmarks.topics.{name}").bench()
    except Exception as error:  # whatever stopped it is told
        title = f"{name}, which could not be measured"
        yield measure.Outcome(title, False, f"{title}: {type(error).__name__}: {error}")


def _listed():
    """The benches, each with the first line of its docstring; none is imported for it."""
    lines = []
    for name, path in TOPICS.items():
        summary = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))).splitlines()[0]
        lines.append(textwrap.fill(f"{name:<12}{summary}", 100, subsequent_indent=" " * 12))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
