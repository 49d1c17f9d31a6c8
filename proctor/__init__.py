"""Runs a notebook that nobody trusts beside tests that nobody may see, and says how each test ended.

    import proctor

    task = proctor.Task(steps=(
        proctor.Step("def double(x): return 2 * x"),
        proctor.Step("assert double(1) == 2", "test", tests="assert double(1) == 2 and double(21) == 42"),
    ))
    result = proctor.execute(task, proctor.Limits(cell_timeout=10))
    result.steps[1].verdict.outcome  # "passed"

The *author* wrote the notebook; the *tests* are the caller's. Each cell is a `Step`. The author's cells and what a
test shows to the author (`source`) run in the author's session, in order, as on the author's own machine; what a test
really asks (`tests`) runs in another one, and nothing of it ever enters the author's process. `task` describes all that
is asked and answered.

Who there is, each a process:

    caller          calls `execute` (engine): from several threads at a time, if it likes
    zygote          has imported everything, reads no task, and is forked for each
    supervisor      has one task; keeps time and amounts; passes messages on and believes none
    author's side   in a sandbox: the session (author_session), and a copy of it for each test (calls)
    tests' side     in another sandbox: the session that runs the tests (tests_session)

Who trusts whom: nobody trusts the author's side, whose code can do to its own process whatever it likes. It is walled
in (sandbox), its messages are checked as they are decoded (protocol, wire), what it prints is bounded (collect), and
the values that it gives are data and no code (codec). It learns of the tests the arguments of their calls, in a copy of
its process that is thrown away, or, where a copy lacks threads or open files that the session had, in a session that is
run anew for this one test (engine). The tests trust the caller, and nothing that they get. A verdict is made outside of
the author's process; what only the author's code could answer, equality for one, is refused, and a human is called.

Which file is which:

    task, protocol, wire     what is asked and answered; what the processes say to each other; how that is sent
    engine, zygote           the caller's end; the process that is kept ready
    supervisor, box          one task; a session in its sandbox, watched
    session_copy             a copy of that session, in which one test is run
    untrusted, collect       the run of the author's cells; what they show
    given                    which given cells the tests' session can run without asking the author's
    examiner                 the run of the tests against the copies, and the verdicts
    author_session, calls    the author's side
    tests_session, link      the tests' side, and its connection to the author's
    remote, mirrors          objects and tensors of the author's session, as a test has them
    asked                    what a test asks Python about such an object: its class, whether it can be called
    codec, decoding, replies values on their way to the tests, read there, and checked against what was asked
    arguments, callbacks     arguments on their way from the tests; functions of a test that are called back
    in_place, through, seeds what a call changes in its arguments; gradients through it; random numbers
    parsing                  the author's and the tests' cells as Python reads them
    parting                  what a copy lets go of before anything else
    shared_memory            memory shared with forks, in the small folders
    beginning                a text stream that keeps the beginning
    clock                    time that passes for what runs, on a busy machine and on an idle one
    caches                   where libraries write as soon as they are imported
    compiler                 PyTorch's compiler, imported when it is wanted
    large_pages              memory in large pages, so that a fork costs less
    sandbox                  the walls, the filter of system calls, the watch over what is used

It needs Linux, NumPy, PyTorch and IPython, and knows no format of notebooks.
"""

from .engine import PRELOADED, ExecutionFailed, check, end, execute, exposed_by
from .sandbox import NoSandbox
from .task import Limits, Result, Step, StepResult, Task, Verdict

__all__ = [
    "PRELOADED", "ExecutionFailed", "Limits", "NoSandbox", "Result", "Step", "StepResult", "Task", "Verdict", "check",
    "end", "execute", "exposed_by",
]  # fmt: skip
