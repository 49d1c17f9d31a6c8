"""The walls: namespaces, mounts, a user without privileges, limits on single processes.

Three processes stand between the caller and what runs inside. `outer` enters the namespaces and waits. `first` is the
first process of the sandbox's own process namespace: it builds the files, then reaps and keeps the small folders
(`keeper`), and with its death everything ends. Its child gives up all privileges and becomes what is to run.
"""

import contextlib
import ctypes
import os
import resource
import select
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import NamedTuple

from . import seccomp
from .files import SMALL, build_root, from_outside
from .keeper import Keeper
from .linux import (
    CLONE,
    PR_CAPBSET_DROP,
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    NoSandbox,
    check,
    libc,
    machine,
    prctl,
    syscall,
)
from .pidfd import Process, held
from .usage import address_space, status

FIRST_USER = 2147352576  # the range that systemd's list of user numbers leaves unused
N_USERS = 131000
HOST = b"sandbox"  # what it is called inside
READY = "ready"
INSIDE = 1000  # the user's number in a user namespace

CAPABILITIES_VERSION_3 = 0x20080522

class Family(NamedTuple):
    """A sandbox that runs.

    Parameters
    ----------
    first : Process
        With its end all others end; its parent is `outer`.
    outer : int
        A child of the caller's, to be waited for.
    control : socket.socket
        The sandbox ends when this is closed; for what else, see `keeper`.
    """

    first: Process
    outer: int
    control: socket.socket

    def kill(self):
        """End all of it."""
        self.first.signal(signal.SIGKILL)
        self.control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.outer, 0)
        self.first.close()


def run(function, limits, *, unsafe=False):
    """Start `function()` in a sandbox.

    Parameters
    ----------
    function : callable
        Never returns to the caller's code: its process ends after it.
    limits : Limits
    unsafe : bool
        No walls: a process with limits only.

    Returns
    -------
    Family

    Raises
    ------
    NoSandbox
    """
    enclosure = Enclosure(function, limits, unsafe)
    read_end, write_end = os.pipe()
    outer = os.fork()
    if outer:
        os.close(write_end)
        enclosure.theirs.close()
        with os.fdopen(read_end, "rb") as pipe:
            number, wrong = _said(pipe)
        # `outer` is no other's number before it is waited for, and has one child
        first = held(number, lambda: _parent(number) in (outer, None)) if number is not None and not wrong else None
        os.write(enclosure.starts, b"!")
        os.close(enclosure.starts)
        os.close(enclosure.start)
        if first is None:
            enclosure.ours.close()
            os.waitpid(outer, 0)
            raise NoSandbox(wrong or "its process ended")
        return Family(first, outer, enclosure.ours)
    os.close(read_end)
    status = 1
    try:
        status = enclosure.outer(write_end)
    except BaseException as error:
        os.write(write_end, f"{error}\n".encode())
    finally:
        os._exit(status)


def _said(pipe):
    """The number of `first`, and what went wrong: two lines, in whatever order a busy machine lets them be written."""
    lines = [line.decode("utf-8", "replace").strip() for line in (pipe.readline(), pipe.readline())]
    number = next((int(line) for line in lines if line.isdecimal()), None)
    wrong = next((line for line in lines if line and line != READY and not line.isdecimal()), None)
    return number, wrong or (None if READY in lines else "its process ended while it was built")


def _parent(pid):
    """The parent of a process, or None where the system does not say."""
    number = status(pid, "PPid").get("PPid")
    return None if number is None else int(number)


class Enclosure:
    """What `run` does in the processes that it forks, one method for each.

    Each says on `pipe` what went wrong; `outer` writes there the number of `first`, and the innermost process "ready".
    """

    def __init__(self, function, limits, unsafe):
        self.function, self.limits, self.unsafe = function, limits, unsafe
        self.size = address_space(os.getpid())  # asked while there is a /proc: what is imported is no use of memory
        self.ours, self.theirs = socket.socketpair()
        self.start, self.starts = os.pipe()
        self.user = None

    def outer(self, pipe):
        """Enter the namespaces; the next process is the first in its own."""
        _end_with_parent()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        if not self.unsafe:
            self.user = _enter()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a session lets it in while it runs a cell
        first = os.fork()
        if first:
            os.write(pipe, f"{first}\n".encode())
            os.closerange(3, 4096)  # else the ends of its channels would never be known as closed
            _, status = os.waitpid(first, 0)
            return os.waitstatus_to_exitcode(status) & 0xFF
        status = 1
        try:
            _end_with_parent()
            status = self.first(pipe)
        except BaseException as error:
            os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)

    def first(self, pipe):
        """Build the files, start the function's process and reap."""
        self.ours.close()
        if self.unsafe:
            _adopt()
            keeper = None
        else:
            keeper = Keeper(build_root(self.limits.disk, self.user), SMALL, (self.user, self.user), self.limits.disk)
            prctl(PR_SET_DUMPABLE, 0)
        child = os.fork()
        if not child:
            try:
                self.theirs.close()
                self.drop()
                os.write(pipe, f"{READY}\n".encode())
                os.close(pipe)
                os.read(self.start, 1)  # who ended before he is held by a descriptor would be taken for a failure
                os.close(self.start)
                os.close(self.starts)
                self.function()
            except BaseException as error:
                with contextlib.suppress(OSError):
                    os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
            finally:
                os._exit(0)
        kept = self.theirs.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, 4096)
        return self.reap(keeper)

    def reap(self, keeper):
        """Take leave of all that end, until none is left or the caller has gone; keep the small folders meanwhile."""
        ended, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while True:
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return 0
            ready, _, _ = select.select([self.theirs, ended], [], [])
            if ended in ready:
                os.read(ended, 4096)
            if self.theirs in ready:
                asked = self.theirs.recv(64)
                if not asked:
                    return 0
                self.theirs.sendall(keeper.answer(asked))

    def drop(self):
        """In the innermost process: no privileges, few system calls, bounded amounts."""
        os.setsid()
        amounts = {
            "CORE": 0, "CPU": int(self.limits.notebook_timeout) + 5, "FSIZE": self.limits.disk, "NOFILE": 256,
            "AS": self.size + self.limits.memory, "MEMLOCK": 0, "MSGQUEUE": 0, "SIGPENDING": 256,
            "NPROC": self.limits.processes,
        }  # fmt: skip
        if self.unsafe:
            del amounts["NPROC"]  # it counts all processes of the user's
        if not self.size:
            del amounts["AS"]  # what is in use already is not known
        for name, soft in amounts.items():
            if (number := getattr(resource, f"RLIMIT_{name}", None)) is not None:  # not every system has each
                hard = resource.getrlimit(number)[1]
                bound = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
                resource.setrlimit(number, (bound, bound))
        if self.unsafe:
            return
        if self.user == INSIDE:
            for capability in range(64):
                if libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
                    break
            # no capability in any of the three sets
            syscall("capset", struct.pack("<Ii", CAPABILITIES_VERSION_3, 0), struct.pack("<6I", *[0] * 6))
        else:
            os.setgroups([])
            os.setresgid(self.user, self.user, self.user)
            os.setresuid(self.user, self.user, self.user)
        prctl(PR_SET_DUMPABLE, 1)  # else its parent outside, the same user, may not ask how large it is
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        seccomp.forbid()


def _end_with_parent():
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _adopt():
    """Without a namespace of processes: take in those whose parents have ended, so that they can be found."""
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def _is_root():
    """Root of the system, not of a namespace, where most user numbers do not exist."""
    n_users = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    return os.geteuid() == 0 and n_users > FIRST_USER + N_USERS


def _enter():
    """Enter the namespaces; the number of the user there that the function is to run as."""
    names = ["NEWNS", "NEWPID", "NEWNET", "NEWIPC", "NEWUTS"]
    uid, gid = os.geteuid(), os.getegid()
    user = INSIDE
    if _is_root():
        try:
            _unshare(names)
            user = FIRST_USER + os.getpid() % N_USERS  # this process is one of its own, and so the number
        except PermissionError:  # root without the right to mount, as in a container: then as any other user
            pass
    if user == INSIDE:
        _unshare([*names, "NEWUSER"])
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{INSIDE} {uid} 1\n")
        Path("/proc/self/gid_map").write_text(f"{INSIDE} {gid} 1\n")
    check(libc.sethostname(HOST, len(HOST)), "sethostname")
    return user


def _unshare(names):
    check(libc.unshare(sum(CLONE[name] for name in names)), f"unshare of {', '.join(names)}")


def probe(limits):
    """Build a sandbox with these limits, look that it holds, and take it down.

    Raises
    ------
    NoSandbox
        With what is missing and what an administrator can do.
    """
    machine()
    from_outside.cache_clear()  # it looks at what is imported
    seccomp.compiled(), from_outside()  # once, for all that is forked from this process until the next look
    ours, theirs = os.pipe()

    def look():
        found = []
        try:
            socket.socket(socket.AF_INET)
            found.append("a network socket")
        except OSError:
            pass
        if os.path.exists("/proc/self") or os.access("/root", os.R_OK | os.W_OK):
            found.append("the system's files")
        try:
            Path("/usr/x").write_text("")
            found.append("writing to /usr")
        except OSError:
            pass
        os.write(theirs, (", ".join(found) or "holds").encode())

    try:
        family = run(look, limits)
        os.close(theirs)
        family.first.wait(10)
        family.kill()
        answer = os.read(ours, 1000).decode()
    except NoSandbox as error:
        raise NoSandbox(
            f"{error}. A sandbox needs Linux 5.12 or later that lets a user build namespaces: see "
            "kernel.unprivileged_userns_clone, user.max_user_namespaces, and on Ubuntu 24.04 "
            "kernel.apparmor_restrict_unprivileged_userns; a container needs its seccomp and AppArmor profiles eased."
        ) from None
    finally:
        os.close(ours)
    if answer != "holds":
        raise NoSandbox(f"it was built, but inside it there was {answer or 'no answer'}")
