"""What the processes of a sandbox take, and which they are, read from /proc by the parent outside.

Nothing here fails because of what a process does: what cannot be read has ended, or is counted as large as it can be.
"""

import contextlib
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
# memory is asked for exactly, whatever it seems, when the processes have run so many seconds since the last time, as
# who does not run takes nothing, and when so many have passed
EXACTLY, SELDOM = 2.0, 10.0
AT_MOST = 0.05  # of the time may pass with asking exactly
AT_ONCE = {"stat", "statm", "schedstat"}  # files that the kernel gives whole
# bytes of the kernel's that one descriptor can hold, of a socket (what it may send, and one message more) or pipe
SOCKET, PIPE, UNKNOWN = 2 * 212_992, 65_536, 256 * 2 * 212_992


@dataclass(frozen=True)
class Usage:
    """What all processes below one take together.

    Parameters
    ----------
    memory : int
        Bytes.
    cpu : float
        Seconds, those of ended children among them.
    waited : float
        Seconds that the task which has waited longest for a processor has waited since the last look.
    busiest : float
        Seconds that the task which has run longest has run since the last look.
    processes : int
    """

    memory: int = 0
    cpu: float = 0.0
    waited: float = 0.0
    busiest: float = 0.0
    processes: int = 0


class Seen(NamedTuple):
    """What was read of a process.

    Parameters
    ----------
    scheduled : str
        What the kernel said, before all else, of when it ran.
    tasks : dict
        {task: (nanoseconds that it ran, that it waited for a processor)}.
    children : list of int
    fields : list of str
        See `_stat`.
    resident : int
        Bytes.
    """

    scheduled: str
    tasks: dict
    children: list
    fields: list
    resident: int

    def may_rest(self):
        """Whether nothing of it can change before it is given a processor: what it has started could change it."""
        told = self.scheduled.split()[:1] not in ([], ["0"])
        return told and len(self.tasks) == 1 and not self.children and self.fields[:1] == ["S"]


class Watch:
    """Looks again and again at what is below a process.

    How much memory processes share, only the kernel knows, and telling takes it some milliseconds for each. So mostly
    what they have mapped in is summed up, which takes none and is off by what they share; exactly is asked from time
    to time, and when it could be too much.

    Parameters
    ----------
    first : int
        It only reaps; what is below is looked at.
    enough : int
        Bytes from which on memory is asked for exactly.
    at_start : int
        Bytes that each process has from the beginning and shares with this one, unless it has become another program.
    clock : callable
    """

    def __init__(self, first, enough, at_start=0, clock=time.monotonic):
        self.first, self.enough, self.at_start, self.clock = first, enough, at_start, clock
        self.program = _program(_stat(os.getpid()))
        self.scheduled, self.seen, self.too_high = {}, {}, 0
        self.ran, self.pause_ends, self.next_exactly = 0.0, clock(), clock() + SELDOM
        self.usage = Usage()

    def look(self):
        """The Usage now; it is kept as `usage`."""
        seen = self._see()
        pids = [pid for pid in seen if pid != self.first]
        copies = {pid for pid in pids if _program(seen[pid].fields) == self.program != 0}
        seems = sum(max(seen[pid].resident - self.at_start * (pid in copies), 0) for pid in pids)
        memory = seems - self.too_high
        cpu = sum(sum(map(int, one.fields[11:15])) for one in seen.values()) / os.sysconf("SC_CLK_TCK")
        self.ran += max(cpu - self.usage.cpu, 0.0)
        if memory > self.enough or self._is_time():
            memory = self._exactly(pids, copies)
            self.too_high = seems - memory
        busiest, waited = self._since({task: times for one in seen.values() for task, times in one.tasks.items()})
        self.usage = Usage(memory, cpu, waited, busiest, len(seen))
        return self.usage

    def _see(self):
        """{process: Seen} of all; of those that have not run since the last look, as of most copies, what was seen."""
        found, waiting = {}, [self.first]
        while waiting:
            pid = waiting.pop()
            found[pid] = seen = self._rests(pid) or _seen(pid)
            waiting += seen.children
        self.seen = found
        return found

    def _rests(self, pid):
        """What was seen of a process, if it has not run since; else None."""
        before = self.seen.get(pid)
        if before is None or pid == self.first or not before.may_rest():
            return None
        return before if read(pid, f"task/{pid}/schedstat") == before.scheduled else None

    def _is_time(self):
        now = self.clock()
        return now >= self.next_exactly or (self.ran >= EXACTLY and now >= self.pause_ends)

    def _since(self, now):
        """Seconds that the busiest task has run, and that another has waited for a processor, since the last look."""
        before = self.scheduled
        self.scheduled = now
        grown = [[new - old for new, old in zip(times, before.get(task, (0, 0)), strict=True)]
                 for task, times in now.items()]  # fmt: skip
        return tuple(max(0, *of_all) / 1e9 for of_all in zip((0, 0), *grown, strict=True))

    def _exactly(self, pids, copies):
        """Memory of their own: without what they have from the beginning and still share with the caller."""
        start = self.clock()
        shares = {pid: _proportional(pid) for pid in pids}
        of_copies = sum(share for pid, share in shares.items() if pid in copies)
        others = sum(share for pid, share in shares.items() if pid not in copies)
        shared = min(len(copies) * _shared(os.getpid()), self.at_start)
        memory = max(of_copies - shared, 0) + others + _in_descriptors(pids)
        now = self.clock()
        self.ran, self.pause_ends = 0.0, now + (now - start) / AT_MOST
        self.next_exactly = max(self.pause_ends, now + SELDOM)
        return memory


def read(pid, name):
    """The text of a file of a process's; empty if it has ended or may not be looked at."""
    try:
        # by hand, for thousands of these files are read while a notebook runs
        file = os.open(f"{PROC}/{pid}/{name}", os.O_RDONLY)
    except OSError:
        return ""
    try:
        parts = []
        while part := os.read(file, 2**17):
            parts.append(part)
            if name.rpartition("/")[2] in AT_ONCE:
                break
        return b"".join(parts).decode("utf-8", "replace")
    except OSError:
        return ""
    finally:
        os.close(file)


def _stat(pid):
    """The fields behind the name, which may hold anything: the state comes first."""
    return read(pid, "stat").rpartition(")")[2].split()


def _program(fields):
    """What a process shares with its forks, and with none that has become another program; 0 if it is not told."""
    return int(fields[25]) if len(fields) > 25 else 0  # where its stack began, which is drawn at random


def alive(pid):
    """Whether a process runs, or could: a zombie does not."""
    if not PROC.is_dir():  # not Linux
        with contextlib.suppress(PermissionError):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
        return True
    return state(pid) not in ("", "Z", "X")


def state(pid):
    """As the kernel abbreviates it: "S" sleeps, "R" runs or could; empty if it has ended."""
    return "".join(_stat(pid)[:1])


def resident(pid):
    """Bytes of memory that a process has mapped and touched."""
    fields = read(pid, "statm").split()
    return int(fields[1]) * resource.getpagesize() if fields else 0


def address_space(pid):
    """Bytes of memory that a process has mapped."""
    fields = read(pid, "statm").split()
    return int(fields[0]) * resource.getpagesize() if fields else 0


def _scheduled(said):
    """Nanoseconds that a task has run, and that it has waited for a processor; 0 if the kernel does not say.

    Parameters
    ----------
    said : str
        What stands in its `schedstat`.
    """
    fields = said.split()
    return (int(fields[0]), int(fields[1])) if len(fields) > 1 else (0, 0)


class Here:
    """Looks at how long this process has had to wait for a processor; what it takes is not counted."""

    def __init__(self):
        self.waited = 0

    def look(self):
        before, self.waited = self.waited, _scheduled(read(os.getpid(), f"task/{os.getpid()}/schedstat"))[1]
        return Usage(waited=max(self.waited - before, 0) / 1e9)


def _proportional(pid):
    """Bytes of a process, of what is shared its share; all that is mapped in, if it may not be looked at."""
    found = _summed_up(pid)
    return sum(found.get(name, 0) for name in ("Pss", "SwapPss")) if "Pss" in found else resident(pid)


def _shared(pid):
    """Bytes of a process's share of what it shares; all that is mapped in, if it may not be looked at."""
    found = _summed_up(pid)
    own = sum(found.get(name, 0) for name in ("Private_Clean", "Private_Dirty"))
    return max(found["Pss"] - own, 0) if "Pss" in found else resident(pid)


def _summed_up(pid):
    """{name: bytes} of a process's memory, as the kernel counts it now."""
    lines = (line.partition(":") for line in read(pid, "smaps_rollup").splitlines())
    return {name: int(number.split()[0]) * 1024 for name, _, number in lines if number.endswith(" kB")}


def _in_descriptors(pids):
    """Bytes that the sockets and pipes of processes could hold at most: the kernel's own, which no process shows."""
    held, unknown = {}, 0
    for pid in pids:
        folder = f"{PROC}/{pid}/fd"
        try:
            for name in os.listdir(folder):
                with contextlib.suppress(OSError):  # closed just now
                    link = os.readlink(f"{folder}/{name}")
                    held[link] = SOCKET if link.startswith("socket:") else PIPE if link.startswith("pipe:") else 0
        except PermissionError:
            unknown += UNKNOWN
        except OSError:  # it has ended
            pass
    return sum(held.values()) + unknown


def _seen(pid):
    scheduled = read(pid, f"task/{pid}/schedstat")
    tasks, children = {}, []
    with contextlib.suppress(OSError):
        for task in os.listdir(f"{PROC}/{pid}/task"):
            said = scheduled if task == str(pid) else read(pid, f"task/{task}/schedstat")
            tasks[task] = _scheduled(said)
            children += map(int, read(pid, f"task/{task}/children").split())
    return Seen(scheduled, tasks, children, _stat(pid), resident(pid))


def n_threads(pid):
    """Of a process; 0 if it has ended."""
    try:
        return len(os.listdir(f"{PROC}/{pid}/task"))
    except OSError:
        return 0


def descendants(first):
    """`first` and the processes below it; the ones that started others come before them."""
    found, waiting = [], [first]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            for task in os.listdir(f"{PROC}/{pid}/task"):
                waiting += map(int, read(pid, f"task/{task}/children").split())
    return found


def status(pid, *names):
    """What the kernel says of a process under these names, {name: text}; {} if it has ended."""
    said = read(pid, "status")  # sixty lines: only those that are asked for are taken apart
    found = {name: said.partition(f"\n{name}:\t") for name in names}
    return {name: rest.partition("\n")[0] for name, (_, there, rest) in found.items() if there}


def outer_pid(first, inner):
    """The process id, as seen from here, of what calls itself `inner` in the sandbox of `first`; or None."""
    for pid in descendants(first):
        if inner_pid(pid) == inner:
            return pid
    return None


def inner_pid(pid):
    """What a process calls itself in its sandbox; None if it has ended."""
    numbers = status(pid, "NSpid").get("NSpid", "").split()
    return int(numbers[-1]) if numbers else None


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
