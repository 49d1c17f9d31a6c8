"""What the engine is asked and what it answers: a task and its limits, and what became of each step.

Frozen structs: they can be pickled, compared, and turned into dicts and lists by `msgspec.to_builtins`.
"""

from typing import Literal

from msgspec import Struct, field

# ------------------------------------------------------------------ what is asked


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a task may take.

    Parameters
    ----------
    cell_timeout, notebook_timeout : float
        Seconds in which it runs or sleeps; those in which it waits for a processor do not count (see `clock`). The
        second is also the limit on the CPU time of all processes together.
    memory : int
        Bytes, of all processes together, beyond what Python and its packages take.
    disk : int
        Bytes of all files together.
    processes : int
        Processes and threads at a time.
    output : int
        Bytes that one cell may print or show.
    """

    cell_timeout: float = 30.0
    notebook_timeout: float = 300.0
    memory: int = 2 * 2**30
    disk: int = 64 * 2**20
    processes: int = 64
    output: int = 2**20


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One cell of the notebook.

    Parameters
    ----------
    source : str
        What the author's session runs.
    role : str
        "author": written by the author, and run in the author's session only. "given": run on both sides, and to
        be the same there. "test": `tests` is run against a copy of the author's session, as it is before this step.
    tests : str or None
        What the tests' session runs; None if and only if the role is "author".
    changes : tuple of str
        Names in `tests` whose objects come back changed from the author's functions; of others they have copies.
    """

    source: str
    role: Literal["author", "given", "test"] = "author"
    tests: str | None = None
    changes: tuple[str, ...] = ()

    def __post_init__(self):
        if (self.tests is None) != (self.role == "author"):
            has = "has none" if self.tests is None else "has some"
            raise ValueError(f"a step needs tests unless it is the author's; one of role {self.role!r} {has}")


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A notebook to be run beside its tests.

    Parameters
    ----------
    steps : tuple of Step
        In the order in which they are run.
    answers : frozenset of str
        Names that the author is to define: they win over Python's own names of builtins.
    files : dict
        {relative path: bytes} that both sessions find in their folder.
    own_files : dict
        The author's, which only the author's session finds; `files` win.
    author : str
        What messages call the author.
    """

    steps: tuple[Step, ...]
    answers: frozenset[str] = frozenset()
    files: dict[str, bytes] = field(default_factory=dict)
    own_files: dict[str, bytes] = field(default_factory=dict)
    author: str = "author"


# ------------------------------------------------------------------ what is shown


class Stream(Struct, frozen=True, tag_field="output_type", tag="stream"):
    """Text that was printed."""

    text: str
    name: Literal["stdout", "stderr"] = "stdout"


class Display(Struct, frozen=True, tag_field="output_type", tag="display_data"):
    """A picture or the like: {media type: text or base64}."""

    data: dict[str, str]


class Value(Struct, frozen=True, tag_field="output_type", tag="execute_result"):
    """The value of a cell's last line."""

    data: dict[str, str]


class Error(Struct, frozen=True, tag_field="output_type", tag="error"):
    """An exception that ended a cell."""

    ename: str
    evalue: str
    traceback: tuple[str, ...]

    @classmethod
    def saying(cls, name, text):
        """One that the engine itself puts below a cell."""
        return cls(name, text, (f"{name}: {text}",))


# in nbformat's form if `msgspec.to_builtins` is asked; but what they hold is the author's, and must be cleaned
Output = Stream | Display | Value | Error

# ----------------------------------------------------------------- what is answered


class Verdict(Struct, frozen=True, kw_only=True):
    """How a test ended.

    Parameters
    ----------
    outcome : str
        "passed", "failed" or "not reached".
    why : str or None
        In one line, unless it passed.
    number : float or None
        The value of the test's last line, if that is a number.
    outputs : tuple of Output
        What the test showed. It can hold what the test keeps secret.
    attention : tuple of str
        Why a human should look at it.
    exceeded : str or None
        What it, or the author's code that it called, took more than, such as "30 s": also a reason to look.
    """

    outcome: Literal["passed", "failed", "not reached"]
    why: str | None = None
    number: float | None = None
    outputs: tuple[Output, ...] = ()
    attention: tuple[str, ...] = ()
    exceeded: str | None = None


class StepResult(Struct, frozen=True):
    """What became of one step.

    Parameters
    ----------
    state : str
        How it ended in the author's session: it "ran", "failed" with an error, was "stopped" together with the
        session, or was "not reached".
    outputs : tuple of Output
        What the author's session showed.
    verdict : Verdict or None
        If it is a test.
    """

    state: Literal["ran", "failed", "stopped", "not reached"]
    outputs: tuple[Output, ...] = ()
    verdict: Verdict | None = None


class Result(Struct, frozen=True, tag=True):
    """What became of a task.

    Parameters
    ----------
    steps : tuple of StepResult
        One for each step of the task.
    attention : tuple of str
        Why a human should look at the whole; the verdicts have reasons of their own.
    ended_early : str or None
        Why the author's session ended before its last step.
    out_of_memory : tuple of int
        The steps in which the author's code was refused memory, in its session or in a test's calls, and went on.
    lacking : tuple of int
        Tests that did not pass whole, and asked a copy that lacks threads or open files which the session had.
    """

    steps: tuple[StepResult, ...]
    attention: tuple[str, ...] = ()
    ended_early: str | None = None
    out_of_memory: tuple[int, ...] = ()
    lacking: tuple[int, ...] = ()
