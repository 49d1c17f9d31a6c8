"""The walls: namespaces, mounts, a user without privileges, limits on single processes.

Three processes stand between the caller and what runs inside. `outer` enters the namespaces and waits. `first` is the
first process of the sandbox's own process namespace: it builds the files, then only reaps, and with its death
everything ends. Its child gives up all privileges and becomes what is to run.
"""

import contextlib
import ctypes
import os
import resource
import signal
import socket
import struct
import sys
import sysconfig
from pathlib import Path

from . import seccomp
from .linux import (
    CLONE,
    PR_CAPBSET_DROP,
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
from .usage import address_space

HOME, USER = "/home/author", "author"
# where the new root is built: every system has this folder, so none has to be made outside; it is covered in the
# sandbox's mount namespace only, and the sandbox is to have no /proc anyway
TARGET = "/proc"
FIRST_USER = 2147352576  # the range that systemd's list of user numbers leaves unused
N_USERS = 131000
INSIDE = 1000  # the user's number in a user namespace

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
CAPABILITIES_VERSION_3 = 0x20080522

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt/conda/lib",
          "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/ssl/certs")  # fmt: skip
DEVICES = ("null", "zero", "full", "random", "urandom")


def python_folders():
    """What Python needs to import its packages: prefixes, and from other folders of its path only what is loaded."""
    prefixes = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platlib")}
    folders = {os.path.realpath(folder) for folder in prefixes} | prefixes
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and "." not in module.__name__ and not any(Path(file).is_relative_to(folder) for folder in folders):
            folders.add(os.path.dirname(file) if os.path.basename(file) == "__init__.py" else file)
    return sorted(folder for folder in folders if os.path.isabs(folder) and os.path.exists(folder))


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
    first : int
        The process whose death ends all others; its parent is `outer`.
    outer : int
        A child of the caller, to be waited for.

    Raises
    ------
    NoSandbox
    """
    enclosure = Enclosure(function, limits, unsafe)
    read_end, write_end = os.pipe()
    outer = os.fork()
    if outer:
        os.close(write_end)
        with os.fdopen(read_end, "rb") as pipe:
            said = pipe.readline().decode("utf-8", "replace").strip()
            rest = pipe.readline().decode("utf-8", "replace").strip() if said.isdigit() else said
        if rest != "ready":
            os.waitpid(outer, 0)
            raise NoSandbox(rest or "its process ended while it was built")
        return int(said), outer
    os.close(read_end)
    status = 1
    try:
        status = enclosure.outer(write_end)
    except BaseException as error:
        os.write(write_end, f"{error}\n".encode())
    finally:
        os._exit(status)


class Enclosure:
    """What `run` does in the processes that it forks, one method for each.

    Each says on `pipe` what went wrong; `outer` writes there the number of `first`, and the innermost process "ready".
    """

    def __init__(self, function, limits, unsafe):
        self.function, self.limits, self.unsafe = function, limits, unsafe
        self.size = address_space(os.getpid())  # asked while there is a /proc: what is imported is no use of memory
        self.user = None

    def outer(self, pipe):
        """Enter the namespaces; the next process is the first in its own."""
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        if not self.unsafe:
            if _is_root():
                self.user = FIRST_USER + os.getpid() % N_USERS  # this process is one of its own, and so the number
            _enter(new_user=self.user is None)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a session lets it in while it runs a cell
        first = os.fork()
        if first:
            os.write(pipe, f"{first}\n".encode())
            os.closerange(3, 4096)  # else the ends of its channels would never be known as closed
            _, status = os.waitpid(first, 0)
            return os.waitstatus_to_exitcode(status) & 0xFF
        status = 1
        try:
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            status = self.first(pipe)
        except BaseException as error:
            os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)

    def first(self, pipe):
        """Build the files, start the function's process and reap."""
        if not self.unsafe:
            _build_root(self.limits.disk, INSIDE if self.user is None else self.user)
            prctl(PR_SET_DUMPABLE, 0)
        child = os.fork()
        if not child:
            try:
                self.drop()
                os.write(pipe, b"ready\n")
                os.close(pipe)
                self.function()
            except BaseException as error:
                with contextlib.suppress(OSError):
                    os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
            finally:
                os._exit(0)
        os.closerange(3, 4096)
        while True:
            try:
                os.wait()
            except ChildProcessError:
                return 0

    def drop(self):
        """In the innermost process: no privileges, few system calls, bounded amounts."""
        os.setsid()
        for name, soft in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_CPU, int(self.limits.notebook_timeout) + 5),
            (resource.RLIMIT_FSIZE, self.limits.disk),
            (resource.RLIMIT_NOFILE, 256),
            (resource.RLIMIT_AS, self.size + self.limits.memory),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
            *([] if self.unsafe else [(resource.RLIMIT_NPROC, self.limits.processes)]),
        ):
            hard = resource.getrlimit(name)[1]
            bound = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
            resource.setrlimit(name, (bound, bound))
        if self.unsafe:
            return
        if self.user is None:
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


def _is_root():
    """Root of the system, not of a namespace, where most user numbers do not exist."""
    n_users = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    return os.geteuid() == 0 and n_users > FIRST_USER + N_USERS


def _enter(new_user):
    names = ["NEWNS", "NEWPID", "NEWNET", "NEWIPC", "NEWUTS", *(["NEWUSER"] if new_user else [])]
    uid, gid = os.geteuid(), os.getegid()
    check(libc.unshare(sum(CLONE[name] for name in names)), f"unshare of {', '.join(names)}")
    if new_user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{INSIDE} {uid} 1\n")
        Path("/proc/self/gid_map").write_text(f"{INSIDE} {gid} 1\n")


def _build_root(disk, owner):
    """Make the files of the sandbox, and put them in the place of all others."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", TARGET, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0755")
    # first, for Python may be installed somewhere below them
    for folder, size in (("/dev/shm", disk), ("/tmp", disk), (HOME, disk)):
        os.makedirs(TARGET + folder, exist_ok=True)
        # the files of a sandbox are memory: bounded by size and number
        options = f"size={size},nr_inodes=2000,mode=0700,uid={owner},gid={owner}"
        _mount("tmpfs", TARGET + folder, "tmpfs", MS_NOSUID | MS_NODEV, options)
    folders = {path: os.path.realpath(path) for path in SYSTEM if os.path.exists(path)}
    folders |= {path: path for path in python_folders()}
    mounted = []
    for path in sorted(folders, key=lambda path: (len(Path(path).parts), path)):
        if any(Path(path).is_relative_to(other) for other in mounted):
            continue
        target = TARGET + path
        if os.path.islink(path):  # /lib -> usr/lib
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(os.readlink(path), target)
            continue
        _bind(path, target)
        mounted.append(path)
    for name in DEVICES:
        _bind(f"/dev/{name}", f"{TARGET}/dev/{name}", writable=True)
    Path(TARGET + "/etc").mkdir(exist_ok=True)
    Path(TARGET + "/etc/passwd").write_text(f"{USER}:x:{owner}:{owner}::{HOME}:/bin/sh\n")
    Path(TARGET + "/etc/group").write_text(f"{USER}:x:{owner}:\n")
    os.chdir(TARGET)
    syscall("pivot_root", b".", b".")
    check(libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")
    _mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir(HOME)


def _bind(path, target, writable=False):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        Path(target).touch()
    _mount(path, target, None, MS_BIND | MS_REC)
    if not writable:
        _make_read_only(target)


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    check(libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]), f"mount of {source} on {target}")


def _make_read_only(path):
    """Read-only with everything below it; what the mounts were before stays."""
    attributes = struct.pack("<QQQQ", MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)
    syscall("mount_setattr", AT_FDCWD, os.fsencode(path), AT_RECURSIVE, attributes, ctypes.c_size_t(len(attributes)))


def probe(limits):
    """Build a sandbox with these limits, look that it holds, and take it down.

    Raises
    ------
    NoSandbox
        With what is missing and what an administrator can do.
    """
    machine()
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
        _, outer = run(look, limits)
        os.waitpid(outer, 0)
        os.close(theirs)
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
