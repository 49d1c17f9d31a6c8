"""Linux where Python's library does not reach: system calls by number, `prctl`, and on which machines that holds."""

import ctypes
import functools
import os
import platform
import sys
from typing import NamedTuple

from .syscalls import CALLS

CLONE = {"NEWNS": 0x20000, "NEWCGROUP": 0x2000000, "NEWUTS": 0x4000000, "NEWIPC": 0x8000000,
         "NEWUSER": 0x10000000, "NEWPID": 0x20000000, "NEWNET": 0x40000000}  # fmt: skip
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 1, 4, 22, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38


class Machine(NamedTuple):
    """A kind of processor: the column of its numbers in CALLS, and what the kernel calls it (AUDIT_ARCH_…)."""

    column: int
    architecture: int


MACHINES = {"x86_64": Machine(0, 0xC000003E), "aarch64": Machine(1, 0xC00000B7)}


class NoSandbox(Exception):
    """The system does not let this user build a sandbox; the message says what is missing."""


libc = ctypes.CDLL(None, use_errno=True)


def check(result, what):
    """What a function of the C library returned; OSError if that is an error."""
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


@functools.cache
def machine():
    """The Machine that this is; NoSandbox if its numbers are not known."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        raise NoSandbox(f"it is built from parts of Linux on {' or '.join(MACHINES)}; this is {platform.platform()}")
    return MACHINES[platform.machine()]


def syscall(name, *arguments):
    number = CALLS[name][machine().column]
    return check(libc.syscall(ctypes.c_long(number), *arguments), name)


def prctl(option, value=0, extra=0):
    return check(libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(extra), 0, 0), f"prctl {option}")
