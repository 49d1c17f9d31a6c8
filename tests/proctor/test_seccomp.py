"""The filter of system calls, run line by line on numbers: no sandbox, and any kind of processor."""

import re
from pathlib import Path

import pytest
from support.rows import each_row

from proctor.sandbox import seccomp
from proctor.sandbox.linux import CALLS, CLONE, MACHINES

ALLOWED, NO_RIGHT, NO_SUCH_CALL, KILLED, PRETENDED = "allowed", "EPERM", "ENOSYS", "killed", "pretended"
NO_MEMORY, NO_SENSE, NO_TERMINAL = "ENOMEM", "EINVAL", "ENOTTY"
ANSWERS = {0x7FFF0000: ALLOWED, 0x00050001: NO_RIGHT, 0x00050026: NO_SUCH_CALL, 0x80000000: KILLED,
           0x00050000: PRETENDED, 0x0005000C: NO_MEMORY, 0x00050016: NO_SENSE, 0x00050019: NO_TERMINAL}  # fmt: skip
# as <linux/filter.h> defines them: BPF_JMP | kind | BPF_K
CONDITIONS = {0x15: lambda a, k: a == k, 0x25: lambda a, k: a > k, 0x35: lambda a, k: a >= k, 0x45: lambda a, k: a & k}
SIGCHLD, FORK, THREAD, SPAWN = 17, 0x1200000, 0x3D0F00, 0x4100  # flags of the C library


def answer(machine, call, *arguments, architecture=None):
    """What the kernel would do: a packet filter has one register, and may only go forward."""
    number = call if isinstance(call, int) else CALLS[call][machine.column]
    shown = {0: number, 4: architecture or machine.architecture, **{16 + 8 * i: v for i, v in enumerate(arguments)}}
    lines, place, register = seccomp.program(machine), 0, None
    while True:
        operation, then, otherwise, value = lines[place]
        place += 1
        if operation == 0x20:
            register = shown.get(value, 0)
        elif operation == 0x06:
            return ANSWERS[value]
        else:
            place += then if CONDITIONS[operation](register, value) else otherwise


@pytest.fixture(params=MACHINES)
def machine(request):
    return MACHINES[request.param]


def numbers(machine, names):
    return {name: CALLS[name][machine.column] for name in names if CALLS[name][machine.column] is not None}


@pytest.mark.slow
def test_what_is_listed_is_allowed_and_nothing_else(machine):
    allowed = numbers(machine, seccomp.listed(seccomp.ALLOWED)).values()
    refused = numbers(machine, seccomp.listed(seccomp.REFUSED)).values()
    assert len(allowed) > 140
    assert len(refused) > 75
    special = numbers(machine, seccomp.ARGUMENTS).values()
    for number in {*range(1000), 2**30 - 1} - set(special):
        right = ALLOWED if number in allowed else NO_RIGHT if number in refused else NO_SUCH_CALL
        assert answer(machine, number) == right, number


def test_each_call_stands_in_one_place():
    listed = seccomp.listed(seccomp.ALLOWED) + seccomp.listed(seccomp.REFUSED) + list(seccomp.ARGUMENTS)
    assert len(listed) == len(set(listed))
    assert set(listed) == set(CALLS)


@each_row("name", [
    "inotify_init1", "inotify_add_watch", "fanotify_mark", "mincore", "cachestat", "statmount", "listmount",
    "io_setup", "setxattr", "seccomp", "splice", "vmsplice", "tee", "preadv2", "map_shadow_stack", "modify_ldt",
])  # fmt: skip
def test_what_reaches_others_without_a_right_is_not_there(name):
    assert name not in CALLS


@pytest.mark.parametrize("call", ["socket", "socketpair"])
def test_sockets_are_those_of_one_machine(machine, call):
    inet, inet6, netlink, packet, tipc, vsock, unix = 2, 10, 16, 17, 30, 40, 1
    assert answer(machine, call, unix) == ALLOWED
    assert {answer(machine, call, family) for family in (0, inet, inet6, netlink, packet, tipc, vsock)} == {NO_RIGHT}


def test_the_buffers_of_sockets_stay_as_they_are(machine):
    socket, tcp, reuse, send, receive, send_by_force, receive_by_force = 1, 6, 2, 7, 8, 32, 33
    for option in (send, receive, send_by_force, receive_by_force):
        assert answer(machine, "setsockopt", 3, socket, option) == PRETENDED
        assert answer(machine, "setsockopt", 3, tcp, option) == ALLOWED
    assert answer(machine, "setsockopt", 3, socket, reuse) == ALLOWED


def test_processes_and_threads_may_be_started_but_in_no_namespace_of_their_own(machine):
    assert {answer(machine, "clone", flags) for flags in (SIGCHLD, FORK | SIGCHLD, THREAD, SPAWN)} == {ALLOWED}
    assert len(CLONE) == 7
    for flag in CLONE.values():
        assert answer(machine, "clone", flag | SIGCHLD) == NO_RIGHT
    # its flags lie in memory, where the filter cannot look
    assert answer(machine, "clone3", flag) == NO_SUCH_CALL


def test_two_processes_have_no_memory_in_common(machine):
    vm, shared, private, anonymous, huge = 0x100, 1, 2, 0x20, 0x40000
    assert answer(machine, "clone", vm | SIGCHLD) == NO_RIGHT
    for kind in (shared, shared | private):  # MAP_SHARED_VALIDATE is both
        assert answer(machine, "mmap", 0, 4096, 3, kind | anonymous) == NO_RIGHT
        assert answer(machine, "mmap", 0, 4096, 3, kind) == ALLOWED  # a file of a small folder
    assert answer(machine, "mmap", 0, 4096, 3, private | anonymous) == ALLOWED
    assert answer(machine, "mmap", 0, 4096, 3, private | anonymous | huge) == NO_MEMORY


def test_locks_are_taken_for_nobody_to_see(machine):
    getlk, setlk, setlkw, ofd = 5, 6, 7, (36, 37, 38)
    assert {answer(machine, "fcntl", 3, command) for command in (getlk, setlk, setlkw, *ofd)} == {PRETENDED}
    assert answer(machine, "flock", 3, 2) == PRETENDED


def test_an_open_file_has_no_owner_no_lease_no_watch_and_no_size(machine):
    for command in (8, 9, 10, 11, 15, 16, 1024, 1025, 1026, 1031, 1033, 1036):
        assert answer(machine, "fcntl", 3, command) == NO_SENSE
    assert {answer(machine, "fcntl", 3, command) for command in (0, 1, 2, 3, 4, 1030, 1032)} == {ALLOWED}
    fioasync, tiocsti, fionread = 0x5452, 0x5412, 0x541B
    assert [answer(machine, "ioctl", 3, kind) for kind in (fioasync, tiocsti, fionread)] == [
        NO_TERMINAL, NO_TERMINAL, ALLOWED]  # fmt: skip


def test_nobody_hides_from_the_watch_or_changes_another(machine):
    dumpable, seccomp_filter, name = 4, 22, 15
    assert [answer(machine, "prctl", option) for option in (dumpable, seccomp_filter, name)] == [
        PRETENDED, NO_SENSE, ALLOWED]  # fmt: skip
    for call in ("prlimit64", "sched_setaffinity"):
        assert [answer(machine, call, pid) for pid in (0, 17)] == [ALLOWED, NO_RIGHT]
    assert [answer(machine, "setpriority", which, who) for which, who in ((0, 0), (0, 17), (1, 0), (2, 0))] == [
        ALLOWED, NO_RIGHT, NO_RIGHT, NO_RIGHT]  # fmt: skip


def test_no_other_interface_of_the_kernel_passes_by(machine):
    other = next(one for one in MACHINES.values() if one is not machine)
    assert answer(machine, 0, architecture=other.architecture) == KILLED
    assert answer(machine, 0, architecture=0x40000003) == KILLED  # 32 bits
    x32 = 0x40000000
    assert {answer(machine, x32 | number) for number in (0, 41, 101, 520)} == {NO_SUCH_CALL}


HEADERS = {"x86_64": ["x86_64-linux-gnu/asm/unistd_64.h", "asm/unistd_64.h"], "aarch64": ["asm-generic/unistd.h"]}


@pytest.mark.parametrize("name", MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(name):
    found = [path for path in (Path("/usr/include", header) for header in HEADERS[name]) if path.exists()]
    if not found:
        pytest.skip("the headers of the kernel are not installed")
    defined = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", found[0].read_text()))
    if "fstatat" in defined:  # the older name of the same
        defined["newfstatat"] = defined["fstatat"]
    ours = numbers(MACHINES[name], CALLS)
    theirs = {call: int(defined[call]) for call in ours if call in defined}
    assert {call: ours[call] for call in theirs} == theirs
    assert len(theirs) > 0.8 * len(ours)
