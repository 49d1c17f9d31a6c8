"""All that is said: by the caller to the engine and back, and by its processes to each other.

    caller ── Task, Limits ──> executor ── Settings, Task ──> supervisor ── Files, Run, Copy ──────> author's session
           <── Result ──────           <── Result, … ──────            <── Shown, Done, Copied ────
                                                          supervisor ── Start, RunTest, Answer, … > tests' session
                                                                     <── Ask, Ended ─────────────
                                              a copy of the author's <── Request, CalledBack ────  tests' session
                                                         (through the supervisor, which does not read them)
                                                                     ── Reply, CallBack ────────>

Messages are frozen structs, sent as msgpack (`wire`). A message is decoded as the kind that is expected and checked
while it is: what a hostile process sends is either a message of that kind or `wire.Malformed`. Where a field is a
`Tree`, it holds a value that `codec` encodes, and decodes with checks of its own.
"""

from typing import Any, Literal

from msgspec import Struct, field

Tree = Any


class Message(Struct, frozen=True, tag=True):
    """The kind goes along, as the field `type`."""


# ------------------------------------------------------------------ what is asked


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a task may take.

    Parameters
    ----------
    cell_timeout, notebook_timeout : float
        Seconds of wall time. The second is also the limit on CPU time.
    memory : int
        Bytes, of all processes together.
    disk : int
        Bytes of files.
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
    """

    source: str
    role: Literal["author", "given", "test"] = "author"
    tests: str | None = None

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
    """

    outcome: Literal["passed", "failed", "not reached"]
    why: str | None = None
    number: float | None = None
    outputs: tuple[Output, ...] = ()
    attention: tuple[str, ...] = ()


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


class Result(Message):
    """What became of a task.

    Parameters
    ----------
    steps : tuple of StepResult
        One for each step of the task.
    attention : tuple of str
        Why a human should look at the whole; the verdicts have reasons of their own.
    ended_early : str or None
        Why the author's session ended before its last step.
    """

    steps: tuple[StepResult, ...]
    attention: tuple[str, ...] = ()
    ended_early: str | None = None


# ---------------------------------------------------- executor and supervisor


class Settings(Message):
    """Comes before the task, so that the author's sandbox is started before anybody has read that."""

    limits: Limits
    unsafe: bool


class NoSandboxHere(Message):
    """In place of a result."""

    why: str


class Failed(Message):
    """In place of a result: the engine's own fault."""

    why: str


# ------------------------------------------- supervisor and the author's session


class Files(Message):
    """Write these."""

    files: dict[str, bytes]


class Run(Message):
    """Run a cell; the answer is any number of `Shown` and one `Done`."""

    source: str


class Copy(Message):
    """Fork; the copy serves the connection that follows. The answer is `Copied`."""


class Shown(Message):
    output: Output


class Done(Message):
    failed: bool


class Copied(Message):
    pid: int | None  # inside of the sandbox; None if there is no copy
    why: str = "no reason given"


ToAuthor = Files | Run | Copy
FromAuthor = Shown | Done | Copied

# --------------------------------------------- supervisor and the tests' session


class Start(Message):
    """Comes first; see `Task`."""

    answers: frozenset[str]
    files: dict[str, bytes]
    author: str


class RunTest(Message):
    """Run a cell of the tests; the answer is any number of `Ask` and one `Ended`."""

    source: str
    session: int | None  # the number of the copy to be asked; None if there is none
    given: bool


class Ask(Message):
    """Give these bytes, a `Request` or a `CalledBack`, to a copy."""

    session: int
    data: bytes


class Answer(Message):
    """What the copy says, a `Reply` or a `CallBack`: bytes of the author's process."""

    data: bytes


class Gone(Message):
    """In place of an answer: there is no copy any more."""

    why: str


class Ended(Message):
    error: Error | None
    number: float | None
    outputs: tuple[Output, ...]
    attention: tuple[str, ...]


ToTests = Start | RunTest
FromTests = Ask | Ended

# ----------------------------------------------- the tests' session and a copy


class Seeds(Struct, frozen=True):
    """States of the generators; None: let it go on."""

    python: tuple[int, list[int], float | None] | None = None
    numpy: tuple[str, list[int], int, int, float] | None = None
    torch: bytes | None = None


Numbered = tuple[int, Tree]


class Request(Message, kw_only=True):
    """Something that only the author's objects can tell.

    Parameters
    ----------
    do : str
        What; see `calls.Calls`.
    target : int or None
        The number of the object that is asked; None where a name is.
    name : str or None
        Of the attribute, the operator, the built-in function, or what stands in the session under this name.
    result : int or None
        The number of the result from which `backward` goes.
    arguments : bytes
        A pickle of [objects that can be changed in place, arguments, options]: it is the tests' and so it is trusted.
    mirrors : tuple of (number, tensor)
        Tensors over there that the test has changed.
    mirrored : tuple of int
        The numbers of all that are mirrored.
    seeds : Seeds
    """

    do: Literal["name", "call", "get", "set", "isinstance", "signature", "builtin", "operator", "backward"]
    target: int | None = None
    name: str | None = None
    result: int | None = None
    arguments: bytes
    mirrors: tuple[Numbered, ...] = ()
    mirrored: tuple[int, ...] = ()
    seeds: Seeds = Seeds()


class Returned(Message):
    value: Tree
    graph: int | None  # the number of what `backward` is asked of


class Raised(Message):
    """An exception of the author's code: the names of its classes, and the last places it came through."""

    bases: tuple[str, ...]
    message: str
    where: tuple[tuple[str, int, str], ...] = ()


class Absent(Message):
    """The session has no such name."""


class Refused(Message):
    """The value cannot be given away."""

    why: str


class Reply(Message, kw_only=True):
    """The end of a request, and what it has changed: places among the shared arguments, numbers of mirrored tensors."""

    ending: Returned | Raised | Absent | Refused
    changed: tuple[Numbered, ...] = ()
    mirrors: tuple[Numbered, ...] = ()
    printed: str = ""


class CallBack(Message):
    """The author's code calls a function of the tests; `CalledBack` comes back."""

    function: int
    arguments: Tree


class CalledBack(Message):
    """A pickle of what the function gave, or what it raised."""

    value: bytes | None = None
    raised: Raised | None = None
