"""The filter of system calls, run line by line on numbers: no sandbox, and any kind of processor."""

import re
from pathlib import Path

import pytest

from proctor.sandbox import seccomp
from proctor.sandbox.linux import CALLS, CLONE, MACHINES

ALLOWED, NO_RIGHT, NO_SUCH_CALL, KILLED = "allowed", "EPERM", "ENOSYS", "killed"
ANSWERS = {0x7FFF0000: ALLOWED, 0x00050001: NO_RIGHT, 0x00050026: NO_SUCH_CALL, 0x80000000: KILLED}
# as <linux/filter.h> defines them: BPF_JMP | kind | BPF_K
CONDITIONS = {0x15: lambda a, k: a == k, 0x25: lambda a, k: a > k, 0x35: lambda a, k: a >= k, 0x45: lambda a, k: a & k}
SIGCHLD, FORK, THREAD = 17, 0x1200000, 0x3D0F00  # flags of the C library's fork and pthread_create


def answer(machine, number, argument=0, architecture=None):
    """What the kernel would do: a packet filter has one register, and may only go forward."""
    shown = {0: number, 4: architecture or machine.architecture, 16: argument}
    lines, place, register = seccomp.program(machine), 0, None
    while True:
        operation, then, otherwise, value = lines[place]
        place += 1
        if operation == 0x20:
            register = shown[value]
        elif operation == 0x06:
            return ANSWERS[value]
        else:
            place += then if CONDITIONS[operation](register, value) else otherwise


@pytest.fixture(params=MACHINES)
def machine(request):
    return MACHINES[request.param]


def numbers(machine, names):
    return {name: CALLS[name][machine.column] for name in names if CALLS[name][machine.column] is not None}


def test_what_is_refused_is_refused_and_nothing_else(machine):
    refused = numbers(machine, {name for names in seccomp.REFUSED.values() for name in names})
    assert len(refused) > 45
    special = numbers(machine, ["clone", "clone3", "socket"]).values()
    for number in set(range(600)) - set(special):
        assert answer(machine, number) == (NO_RIGHT if number in refused.values() else ALLOWED), number


def test_each_call_is_refused_for_one_reason():
    listed = [name for names in seccomp.REFUSED.values() for name in names]
    assert len(listed) == len(set(listed))
    assert set(CALLS) - set(listed) == {"capset", "clone", "clone3", "socket"}


def test_sockets_are_those_of_one_machine(machine):
    number = CALLS["socket"][machine.column]
    inet, inet6, netlink, packet, vsock, unix = 2, 10, 16, 17, 40, 1
    assert answer(machine, number, unix) == ALLOWED
    assert {answer(machine, number, family) for family in (0, inet, inet6, netlink, packet, vsock)} == {NO_RIGHT}


def test_processes_and_threads_may_be_started_but_in_no_namespace_of_their_own(machine):
    number = CALLS["clone"][machine.column]
    assert {answer(machine, number, flags) for flags in (SIGCHLD, FORK | SIGCHLD, THREAD)} == {ALLOWED}
    assert len(CLONE) == 7
    for flag in CLONE.values():
        assert answer(machine, number, flag | SIGCHLD) == NO_RIGHT
    # its flags lie in memory, where the filter cannot look
    assert answer(machine, CALLS["clone3"][machine.column], flag) == NO_SUCH_CALL


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
    ours = numbers(MACHINES[name], CALLS)
    theirs = {call: int(defined[call]) for call in ours if call in defined}
    assert {call: ours[call] for call in theirs} == theirs
    assert len(theirs) > 45
