"""Whether a copy of a process is one of its own: that no descriptor, memory or signal links it to another copy.

The copies of a session are forked from a process that may do with itself what it likes. What a copy was told by one
test, another must not learn; so before a copy is asked anything, it is looked at from outside, where it cannot lie.
"""

import contextlib
import os
import re
import stat
import time

from . import linux, usage

KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS, KCMP_SIGHAND = range(5)
NULL = os.makedev(1, 3)
SHARED = r" [r-][w-][x-]s "
BITS = {"r": 1, "w": 2, "x": 4}  # of a protection


def places(pid, device):
    """Where a process has mapped in what others can change: [(start, length, protection)].

    That is all shared memory, and all files of the small folders, which lie on `device`.
    """
    on = f"{os.major(device):02x}:{os.minor(device):02x}"
    maps, found = usage.read(pid, "maps"), set()
    for match in re.finditer(rf"{SHARED}| {on} ", maps):  # one or two of a thousand lines
        start = maps.rfind("\n", 0, match.start()) + 1
        line = re.compile(rf"(\w+)-(\w+) (\S\S\S)(?:s \w+ \S+|p \w+ {on}) ").match(maps, start)
        if line is not None:
            found.add((int(line[1], 16), int(line[2], 16), sum(BITS.get(letter, 0) for letter in line[3])))
    return [(start, end - start, protection) for start, end, protection in sorted(found)]


def switches(pid):
    """How often a process has been given a processor, which one that only waits is not, and the signals it has not
    taken yet; None if it has ended."""
    names = ("voluntary_ctxt_switches", "nonvoluntary_ctxt_switches", "SigPnd", "ShdPnd")
    said = usage.status(pid, *names)
    return tuple(said[name].strip() for name in names) if all(name in said for name in names) else None


def settled(pid, seconds, clock=time.monotonic):
    """Wait until a process waits itself, at most so long; what `switches` says of it then."""
    end = clock() + seconds
    while usage.state(pid) == "R" and clock() < end:
        time.sleep(0.001)
    return switches(pid)


def held_apart(pid, connection, device, others):
    """Why a copy is not one of its own, or None if it is.

    Parameters
    ----------
    pid : int
    connection : int
        Number of the socket, as `os.fstat` gives it, that is the only one it may have.
    device : int
        On which the small folders lie.
    others : iterable of int
        The copies that it must share nothing with.
    """
    try:
        descriptors = _descriptors(pid)
        for number in descriptors:
            with contextlib.suppress(FileNotFoundError):
                about = os.stat(f"{usage.PROC}/{pid}/fd/{number}")
                is_null = stat.S_ISCHR(about.st_mode) and about.st_rdev == NULL
                if not is_null and not (stat.S_ISSOCK(about.st_mode) and about.st_ino == connection):
                    return "an open file or connection is not its own"
    except OSError as error:
        return f"it could not be looked at: {error.strerror}"
    if places(pid, device):
        return "it shares memory"
    for other in others:
        for kind in (KCMP_VM, KCMP_FILES, KCMP_FS, KCMP_SIGHAND):
            if _same(pid, other, kind):
                return "it is not a process of its own"
        try:
            theirs = _descriptors(other)
        except OSError:  # it has ended
            theirs = []
        if any(_same(pid, other, KCMP_FILE, number, their) for number in descriptors for their in theirs):
            return "an open file is not its own"
    return None


def _descriptors(pid):
    return [int(name) for name in os.listdir(f"{usage.PROC}/{pid}/fd")]


def _same(one, other, kind, first=0, second=0):
    """Whether two processes share something; False where one has ended, or the kernel does not compare."""
    try:
        return linux.syscall("kcmp", one, other, kind, first, second) == 0
    except OSError:
        return False
