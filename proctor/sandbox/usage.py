"""What the processes of a sandbox take, and which they are, read from /proc by the parent outside."""

import contextlib
import os
import resource
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """What all processes below one take together.

    Parameters
    ----------
    memory : int
        Bytes.
    cpu : float
        Seconds, those of ended children among them.
    processes : int
    """

    memory: int = 0
    cpu: float = 0.0
    processes: int = 0

    @classmethod
    def below(cls, first, enough, at_start=0):
        """Sum over `first` and its descendants.

        Counted is what each has beyond `at_start`, bytes that all had from the beginning. What copies of a process
        share is counted several times; only if that exceeds `enough` the kernel is asked how it divides up, which
        takes long.
        """
        pids = descendants(first)
        memory = ticks = 0
        for pid in pids:
            with contextlib.suppress(OSError):  # it has ended
                ticks += sum(map(int, _stat(pid)[11:15]))
                memory += max(resident(pid) - at_start, 0)
        if memory > enough:
            memory = sum(_proportional(pid) for pid in pids if pid != first)
        return cls(memory, ticks / os.sysconf("SC_CLK_TCK"), len(pids))


def _stat(pid):
    """The fields behind the name, which may hold anything: the state comes first."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def alive(pid):
    """Whether a process runs, or could: a zombie does not."""
    try:
        return _stat(pid)[0] not in "ZX"
    except OSError:
        return False


def resident(pid):
    """Bytes of memory that a process has mapped and touched."""
    return int((PROC / str(pid) / "statm").read_text().split()[1]) * resource.getpagesize()


def address_space(pid):
    """Bytes of memory that a process has mapped."""
    return int((PROC / str(pid) / "statm").read_text().split()[0]) * resource.getpagesize()


def _proportional(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has ended
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def descendants(first):
    """`first` and the processes below it; the ones that started others come before them."""
    found, waiting = [], [first]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            for task in os.listdir(PROC / str(pid) / "task"):
                waiting += map(int, (PROC / str(pid) / "task" / task / "children").read_text().split())
    return found


def outer_pid(first, inner):
    """The process id, as seen from here, of what calls itself `inner` in the sandbox of `first`; or None."""
    for pid in descendants(first):
        with contextlib.suppress(OSError):
            for line in (PROC / str(pid) / "status").read_text().splitlines():
                if line.startswith("NSpid:") and int(line.split()[-1]) == inner:
                    return pid
    return None


def marked(mark):
    """All other processes of this system that have this PROCTOR_MARK; see `engine.Zygote`."""
    found, words = [], {f"--mark={mark}".encode(), f"PROCTOR_MARK={mark}".encode()}
    for folder in PROC.glob("[0-9]*"):
        said = []
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):  # it has ended, or is another user's
                said += (folder / name).read_bytes().split(b"\0")
        if words & set(said) and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
