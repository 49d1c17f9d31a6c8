"""The filter of system calls: those that reach beyond a sandbox fail, as if the user had no right to them.

It is a program of the kernel's packet filter (BPF), which runs before each system call and sees its number, the kind
of processor and the arguments as numbers. What a pointer points to it cannot see.
"""

import ctypes
import struct
from typing import NamedTuple

from .linux import CALLS, CLONE, PR_SET_SECCOMP, machine, prctl

REFUSED = {
    "mounts": ("chroot", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree",
               "pivot_root", "umount2"),
    "namespaces": ("setns", "unshare"),
    "other processes": ("kcmp", "move_pages", "pidfd_getfd", "process_vm_readv", "process_vm_writev", "ptrace"),
    "files without their folders": ("fanotify_init", "name_to_handle_at", "open_by_handle_at"),
    "memory that no limit counts": ("memfd_create", "memfd_secret", "mq_open", "msgget", "semget", "shmget"),
    "keys": ("add_key", "keyctl", "request_key"),
    "the machine": ("acct", "delete_module", "finit_module", "init_module", "ioperm", "iopl", "kexec_file_load",
                    "kexec_load", "quotactl", "reboot", "swapoff", "swapon", "syslog", "vhangup"),
    "parts of the kernel in which many holes were found": (
        "bpf", "io_uring_enter", "io_uring_register", "io_uring_setup", "lookup_dcookie", "perf_event_open",
        "personality", "userfaultfd"),
}  # fmt: skip

EPERM, ENOSYS, AF_UNIX = 1, 38, 1
X32 = 0x40000000  # set in the numbers of a second interface of x86-64's, which would pass by all that is refused here
ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # answers; an error's number is added to FAIL
LOAD, EQUAL, ABOVE, ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06  # operations
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16  # places in what the kernel shows: of the first argument the lower half
MODE_FILTER = 2


class Line(NamedTuple):
    """One instruction; after a comparison that holds `then` lines are skipped, else `otherwise`."""

    operation: int
    then: int
    otherwise: int
    value: int


def program(machine):
    """The lines of the filter.

    Parameters
    ----------
    machine : Machine
    """
    answer = lambda value: Line(ANSWER, 0, 0, value)  # noqa: E731
    load = lambda place: Line(LOAD, 0, 0, place)  # noqa: E731
    number = {name: numbers[machine.column] for name, numbers in CALLS.items()}
    lines = [load(ARCHITECTURE), Line(EQUAL, 1, 0, machine.architecture), answer(KILL), load(NUMBER)]
    lines += [Line(ABOVE, 0, 1, X32), answer(FAIL | ENOSYS)]
    for name in [name for names in REFUSED.values() for name in names if number[name] is not None]:
        lines += [Line(EQUAL, 0, 1, number[name]), answer(FAIL | EPERM)]
    # clone3 hides its flags in memory; the C library falls back to clone
    lines += [Line(EQUAL, 0, 1, number["clone3"]), answer(FAIL | ENOSYS)]
    lines += [Line(EQUAL, 0, 4, number["clone"]), load(ARGUMENT), Line(ANY_BIT, 0, 1, sum(CLONE.values())),
              answer(FAIL | EPERM), answer(ALLOW)]  # fmt: skip
    lines += [Line(EQUAL, 0, 4, number["socket"]), load(ARGUMENT), Line(EQUAL, 1, 0, AF_UNIX),
              answer(FAIL | EPERM), answer(ALLOW)]  # fmt: skip
    return [*lines, answer(ALLOW)]


def forbid():
    """Filter the system calls of this process and of all that it starts, for ever."""
    lines = program(machine())
    code = b"".join(struct.pack("<HBBI", *line) for line in lines)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(lines), ctypes.addressof(buffer))
    header = ctypes.create_string_buffer(header, len(header))
    prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(header))
