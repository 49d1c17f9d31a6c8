"""Check that every sentence of the course is backed, and that what backs it holds.

course claims [NOTEBOOK…]            which numbers, comparisons and universals are backed, and what fails
course claims --falsify SEED         change the texts, and say what was noticed
"""

import contextlib
import hashlib
import json
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from .. import project, shared_options
from ..execute import NotebookFailed, read
from ..files import put
from ..kept_runs import fingerprint
from .coverage import KINDS, Coverage, static_faults
from .falsify import falsify, summary
from .holds import Tried, try_claims
from .passages import passages_of
from .table import TableFailed, read_table, table_path

CACHE = project.BUILD / "claims"
SLOW = 1.0
# what notebooks import, and what that imports late: the first optimizer as much as PyTorch itself
LOADED = (
    "course_tools.forked_from",
    "torch", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "course_utils.exercises", "course_utils.explorers",
    "course_utils.plotting", "course_tools.claims.holds",
)  # fmt: skip
# and what only some of them do, by a word that these, or their tables, have somewhere
LOADED_FOR = {
    "optim.": ("torch._dynamo",),
    "DataLoader": ("torch.utils.data",),
    "pandas": ("pandas",),
    "covid": ("course_utils.covid",),
    "scipy": ("scipy.stats",),
    "sklearn": ("sklearn.linear_model", "sklearn.metrics", "sklearn.model_selection", "sklearn.tree"),
}


def arguments(parser):
    parser.add_argument("notebooks", nargs="*", help="01, 01_sigmoid or a path (default: all)")
    shared_options.jobs(parser, "notebooks, or parts of one,")
    parser.add_argument("--static", action="store_true", help="read the texts only; run no notebook")
    parser.add_argument("--fresh", action="store_true", help="try also what held before and has not changed since")
    parser.add_argument("--falsify", type=int, metavar="SEED",
                        help="change the texts, in memory, and say what was noticed")  # fmt: skip


def run(options):
    """Check the claims of some notebooks; 0, or 1 if one is not backed or does not hold."""
    try:
        stems = [stem_of(name) for name in options.notebooks] or [path.stem for path in project.notebooks()]
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    options.parts = max(options.jobs // len(stems), 1) if can_fork else 1  # one notebook alone has all processes
    work = _falsify if options.falsify is not None else _check
    print(_heading(options))
    results = dict(_each(work, stems, options))
    faults = [fault for stem in stems for fault in results[stem]]
    for fault in faults:
        print(fault, file=sys.stderr)
    if options.falsify is not None:
        return 0
    return 1 if faults else 0


def stem_of(name):
    """The notebook that "3", "03", "03_bce_and_sgd" or a path names.

    Raises
    ------
    ValueError
        If there is none, with those there are.
    """
    asked = Path(str(name)).name.removesuffix(".ipynb")
    stems = [path.stem for path in project.notebooks()]
    for stem in stems:
        if asked == stem or (asked.isdecimal() and int(asked) == int(stem[:2])):
            return stem
    raise ValueError(f"there is no notebook {name!r}; there are {', '.join(stems)}")


def _each(work, stems, options):
    """(stem, faults) as they come; each notebook in a process of its own."""
    if options.static and options.falsify is None:
        for stem in stems:
            line, faults = work(stem, options)
            print(line, flush=True)
            yield stem, faults
        return
    with ProcessPoolExecutor(options.jobs, mp_context=_processes(stems), max_tasks_per_child=1) as pool:
        later_ones_take_longer = reversed(stems)
        running = {pool.submit(work, stem, options): stem for stem in later_ones_take_longer}
        try:
            for future in as_completed(running):
                line, faults = future.result()
                print(line, flush=True)
                yield running[future], faults
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _processes(stems):
    """How a notebook's process is started: where it can be, as a fork of one that has their imports behind it."""
    os.environ["OMP_NUM_THREADS"] = "1"  # read as PyTorch is loaded: two notebooks at a time are threads enough
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*LOADED, *_further(stems)])
    return context


def _further(stems):
    """The modules that only some notebooks import, if these are among them."""
    paths = [path for stem in stems for path in (project.NOTEBOOKS / f"{stem}.ipynb", table_path(stem))]
    texts = "".join(path.read_text(encoding="utf-8") for path in paths if path.exists())
    return [module for word, modules in LOADED_FOR.items() if word in texts for module in modules]


def _heading(options):
    if options.falsify is not None:
        return summary()
    return f"{'notebook':<28}{'numbers':>12}{'comparisons':>14}{'universals':>13}{'shown':>8}{'argued':>8}"


def _check(stem, options):
    """One line about a notebook, and its faults."""
    start = time.perf_counter()
    try:
        table = read_table(stem)
        passages, notebook = passages_of(stem), read(project.NOTEBOOKS / f"{stem}.ipynb")
    except (TableFailed, NotebookFailed) as error:
        return f"{stem:<28}cannot be read", [str(error)]
    entries = table[0] if table else []
    coverage = Coverage()
    faults = static_faults(stem, entries, passages, notebook, coverage)
    line = f"{stem:<28}" + "".join(
        f"{f'{coverage.backed[kind]} / {coverage.all[kind]}':>{width}}"
        for kind, width in zip(KINDS, (12, 14, 13), strict=True)
    )
    if table is None:
        return f"{line}  no table yet, {project.shown(table_path(stem))}", []
    shown = sum(bool(entry.holds) for entry in entries)
    line += f"{shown:>8}{len(entries) - shown:>8}"
    if options.static:
        return line, faults
    kept = CACHE / f"{stem}.json"
    key = _key(stem, notebook, passages)
    if not options.fresh and kept.exists() and json.loads(kept.read_text())["key"] == key:
        return f"{line}  held before", faults
    try:
        tried = _try_in_parts(stem, options.parts)
    except Exception as error:
        return f"{line}  stopped", [*faults, f"{stem}: {type(error).__name__}: {error}"]
    if not tried.faults:
        put(json.dumps({"key": key}), kept)
    slow = [f"line {number} {seconds:.1f} s" for number, seconds in tried.seconds.items() if seconds > SLOW]
    line += f"  {time.perf_counter() - start:.1f} s" + (f" ({', '.join(slow)})" if slow else "")
    return line, faults + tried.faults


def _try_in_parts(stem, n_parts):
    """As `try_claims`, in several processes."""
    if n_parts > 1:
        with contextlib.suppress(Exception), multiprocessing.get_context("fork").Pool(n_parts) as pool:
            parts = pool.starmap(try_claims, [(stem, None, part, n_parts) for part in range(n_parts)])
            if not any(tried.faults for tried in parts):
                return Tried(seconds={line: took for tried in parts for line, took in tried.seconds.items()})
    return try_claims(stem)  # all in one, lest a cell that a part left out be to blame for a fault


def _key(stem, notebook, passages):
    digest = hashlib.sha256(fingerprint(notebook).encode())
    digest.update(table_path(stem).read_bytes())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    for passage in passages:
        digest.update(f"{passage}\0".encode())
    return digest.hexdigest()


def _falsify(stem, options):
    if read_table(stem) is None:
        return f"{stem:<28}no table yet", []
    return falsify(stem, options.falsify)
