"""The command `course mutants`.

    course mutants 1.2 3.1 hw1 --jobs 2

The solution of each exercise and each answer of the homework is changed mechanically: constants,
comparisons, boundaries, rounding, signs, clipping, lines and arguments; and it is made to know the inputs
that are always tried, or nothing at all. A mutant that gives anything else within the range that the task
promises must be refused by `check`, and lose points by the tests of an assignment.
"""

import contextlib
import multiprocessing
import signal
import sys

from course_utils.exercises.registry import exercises

from .. import project, shared_options
from ..shared_options import at_least_one
from . import homework
from .explained import reason_for
from .promised import PROMISED
from .survival import score


def arguments(parser):
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", help="such as 3.1, or an assignment; default: all")
    shared_options.jobs(parser, "exercises", default=1)
    parser.add_argument("--seed", type=int, default=0,
                        help="what the inputs of the checks are drawn from (default 0)")  # fmt: skip
    parser.add_argument("--every", type=at_least_one, default=1, metavar="N", help="try only every Nth mutant")
    parser.add_argument("--verbose", action="store_true", help="show also refused ones that differ in no number")


def run(options):
    """Print the table; 0, 1 if a mutant survives that nobody has explained, 2 if an exercise is not there."""
    assignments = sorted(path.parent.name for path in project.HOMEWORK.glob("[!.]*/*.ipynb"))
    known = [*exercises(), *assignments]
    names = options.exercises or known
    if unknown := [name for name in names if name not in known]:
        print(f"there is no exercise {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    numbers = [
        number
        for name in names
        for number in ([answer.number for answer in homework.answers(name)] if name in assignments else [name])
    ]
    for number in numbers:
        if number not in exercises() and number not in PROMISED:
            print(f"{number}: not tried; course_tools/mutants/promised.py does not say what it promises")
    tried = [(number, options.seed, options.every) for number in numbers if number in exercises() or number in PROMISED]
    found = []
    for one in _scores(tried, options.jobs):
        found.append(one)
        for line in lines(one, options.verbose):
            print(line, flush=True)
    killed, n = sum(one.killed for one in found), sum(one.killed + len(one.survivors) for one in found)
    unexplained = [diff for one in found for _, diff in one.survivors if reason_for(one.number, diff) is None]
    print(f"\nkilled {killed} of {n} that differ ({killed / max(n, 1):.1%}); {n - killed} survive, "
          f"{len(unexplained)} of them unexplained; {sum(one.same for one in found)} differ nowhere")  # fmt: skip
    return 1 if unexplained else 0


def lines(one, verbose=False):
    """What is printed of one exercise."""
    n = one.killed + len(one.survivors)
    yield f"{one.number:5} {one.killed:5} of {n:4} killed   {one.same:4} differ nowhere"
    for name, diff in one.survivors:
        yield f"      survives ({name}): {diff}"
        reason = reason_for(one.number, diff)
        yield f"          {reason or 'unexplained'}"
    for name, diff in one.harmless if verbose else ():
        yield f"      refused, though no number differs ({name}): {diff}"


def _scores(tasks, jobs):
    """One `Score` after the other, as they come."""
    if min(jobs, len(tasks)) <= 1:
        yield from map(_score_of, tasks)
        return
    with _ctrl_c_for_us_alone():
        pool = multiprocessing.get_context("spawn").Pool(min(jobs, len(tasks)))
    with pool:
        yield from pool.imap(_score_of, tasks)


@contextlib.contextmanager
def _ctrl_c_for_us_alone():
    """Processes that are started meanwhile ignore Ctrl-C, where each would say that it heard it; the pool ends them."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _score_of(task):
    import torch

    torch.set_num_threads(1)  # forty rows are slower on two
    number, seed, every = task
    if number in exercises():
        return score(exercises()[number], seed, every)
    assignment, _ = number.split()
    (answer,) = (answer for answer in homework.answers(assignment) if answer.number == number)
    return homework.score(answer, seed, every)
