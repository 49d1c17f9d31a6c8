"""All that the engine's processes say to each other.

    engine            ── Settings, Task ──────────────>  supervisor
                      <── Result, NoSandboxHere, Failed ──
    supervisor        ── Files, RunCell, MakeCopy ────>  author's session
                      <── Shown, Done, Copied ────────
    supervisor        ── Part ─────────────────────>  a copy of the author's session
                      <── Parted ──────────────────
    supervisor        ── Start, RunTest, Answer, Gone ─>  tests' session
                      <── Ask, Ended ──────────────────
    tests' session    ── Request, CalledBack ─────────>  a copy of the author's session
                      <── Reply, CallBack, GoBack ────   (through the supervisor, which does not read them)

Messages are frozen structs, sent as msgpack (`wire`). A message is decoded as the kind that is expected and checked
while it is: what a hostile process sends is either a message of that kind or `wire.Malformed`. Where a field is a
`Tree`, it holds a value that `codec` encodes, and decodes with checks of its own.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from .task import Error, Limits, Output, Result

Tree = Any
Number = Annotated[int, Meta(ge=0, lt=2**31)]
Short = Annotated[str, Meta(max_length=1000)]


# modules that the tests may have in the author's place: as both sides imported them, before anybody could change them
SHARED_PACKAGES = frozenset({
    "cmath", "collections", "functools", "itertools", "math", "matplotlib", "numpy", "operator", "pandas", "random",
    "scipy", "statistics", "torch",
})  # fmt: skip


class Message(Struct, frozen=True, tag=True):
    """The kind goes along, as the field `type`."""


# ---------------------------------------------------- engine and supervisor


class Settings(Message):
    """Comes before the task, so that the author's sandbox is started before anybody has read that."""

    limits: Limits
    unsafe: bool
    alone: int | None = None  # the number of the test that the author's session itself answers, and no other is run


class NoSandboxHere(Message):
    """In place of a result."""

    why: str


class Failed(Message):
    """In place of a result: the engine's own fault."""

    why: str


FromSupervisor = Result | NoSandboxHere | Failed

# ------------------------------------------- supervisor and the author's session


class Files(Message):
    """Write these."""

    files: dict[str, bytes]


class RunCell(Message):
    """Run a cell; the answer is any number of `Shown` and one `Done`."""

    source: str


class MakeCopy(Message):
    """Fork; the copy serves the connection that follows. The answer is `Copied`.

    Parameters
    ----------
    source : str
        The cell that is run next. The copy runs its imports, as the author's notebook would.
    fork : bool
        If not, the session itself serves the connection, and nothing after that.
    """

    source: str = ""
    fork: bool = True


class Shown(Message):
    output: Output


class Done(Message):
    failed: bool


class Copied(Message):
    pid: int | None  # inside of the sandbox; None if there is no copy
    why: str = "no reason given"


class Part(Message):
    """The first message to a copy: be alone. `places` is (start, length, protection) of memory that it shares."""

    places: tuple[tuple[int, int, int], ...]


class Parted(Message):
    """The copy's answer: what it had open from earlier cells, and has let go; whether tensors are made as float64."""

    let_go: Annotated[tuple[Literal["file", "pipe", "socket"], ...], Meta(max_length=3)] = ()
    double: bool = False


ToAuthor = Files | RunCell | MakeCopy
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
    changes: tuple[str, ...] = ()  # see `Step`
    shown: str = ""  # what the author has seen of this cell: its seeds are no secret
    double: bool = False  # see `Parted`


class Ask(Message):
    """Give these bytes, a `Request` or a `CalledBack`, to a copy."""

    session: int
    data: bytes


class Answer(Message):
    """What the copy says, one of `FromCopy`: bytes of the author's process."""

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


Numbered = tuple[Number, Tree]


class Request(Message, kw_only=True):
    """Something that only the author's objects can tell.

    Parameters
    ----------
    do : str
        What; see `calls.Calls`.
    target : int or None
        The number of the object that is asked; None where a name is.
    name : str or None
        Of the attribute, or of what stands in the session.
    result : int or None
        The number of the result from which `backward` goes.
    arguments : bytes
        A pickle of [objects that come back changed, tensors that require gradients, arguments, options]: it is the
        tests' and so it is trusted.
    mirrors : tuple of (number, tensor)
        Tensors over there that the test has changed.
    mirrored : tuple of int
        The numbers of all that are mirrored.
    seeds : Seeds
    errors : dict
        What NumPy does about floating-point errors, as `np.errstate` takes it, if the test has changed that.
    """

    do: Literal[
        "name",
        "call",
        "get",
        "set",
        "getitem",
        "setitem",
        "delitem",
        "next",
        "isinstance",
        "signature",
        "dir",
        "backward",
    ]
    target: int | None = None
    name: str | None = None
    result: int | None = None
    arguments: bytes
    mirrors: tuple[Numbered, ...] = ()
    mirrored: tuple[int, ...] = ()
    seeds: Seeds = Seeds()
    errors: dict[str, Literal["ignore", "warn", "raise", "print"]] = {}


class Returned(Message):
    value: Tree
    graph: Number | None  # the number of what `backward` is asked of


class Raised(Message):
    """An exception of the author's code: the names of its classes, and the last places it came through."""

    bases: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=100)]
    message: Annotated[str, Meta(max_length=4000)]
    where: Annotated[tuple[tuple[Short, Number, Short], ...], Meta(max_length=10)] = ()


class Absent(Message):
    """The session has no such name."""


class Refused(Message):
    """The value cannot be given away."""

    why: Annotated[str, Meta(max_length=4000)]


class Reply(Message, kw_only=True):
    """The end of a request, and what it has changed: places among the shared arguments, numbers of mirrored tensors."""

    ending: Returned | Raised | Absent | Refused
    changed: tuple[Numbered, ...] = ()
    mirrors: tuple[Numbered, ...] = ()
    printed: Annotated[str, Meta(max_length=100_000)] = ""


class CallBack(Message):
    """The author's code calls a function of the tests; `CalledBack` comes back, after any number of `Request`."""

    function: Number
    arguments: Tree
    inputs: Annotated[list[Tree], Meta(max_length=10_000)] = []  # tensors among them that require gradients
    changed: tuple[Numbered, ...] = ()  # as in `Reply`: the function sees what has become of them


class GoBack(Message):
    """The author's code asks for the gradients of what a function of the tests gave; `CalledBack` comes back."""

    graph: Number
    gradient: Tree


FromCopy = Reply | CallBack | GoBack


class CalledBack(Message):
    """A pickle of what the function gave, or what it raised."""

    value: bytes | None = None
    raised: Raised | None = None
    graph: Number | None = None  # the number by which its gradients can be asked for
