"""A process that student code may run in: its own files, no network, bounded, and gone when it ends.

Why namespaces: they are part of Linux and need neither root nor a further program. bubblewrap builds the same
walls but executes a new program inside them, and so a Python that has imported nothing; here a process that has
imported PyTorch is forked and walled in afterwards, in about 30 ms. Landlock restricts files and TCP without a
namespace, but leaves processes visible and lets them survive.

- **Files**: a mount namespace whose root is an empty memory file system; Python, its packages and the system's
  libraries are mounted into it read-only, `/tmp` and the home are small and vanish. There is no `/proc`.
- **Network, messages**: namespaces of their own with nothing in them.
- **Processes**: a process namespace; when its first process is killed the kernel kills all that are left.
- **Privileges**: a user without any, `no_new_privs`, and a seccomp filter for the system calls that reach beyond
  (mounts, namespaces, ptrace, keys, bpf, io_uring, memory files, other socket families).
- **Amounts**: rlimits, and `Usage`, with which the parent watches the memory of all processes together.

As root, each sandbox runs under a user number of its own that nobody else has; else in a user namespace.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from .protocol import Limits

HOME, USER = "/home/author", "author"
TARGET = "/proc"  # a folder that every system has, covered in the sandbox's own mount namespace
FIRST_USER = 2147352576  # the range that systemd's list of user numbers leaves unused
N_USERS = 131000

CLONE = {"NEWNS": 0x20000, "NEWCGROUP": 0x2000000, "NEWUTS": 0x4000000, "NEWIPC": 0x8000000,
         "NEWUSER": 0x10000000, "NEWPID": 0x20000000, "NEWNET": 0x40000000}  # fmt: skip
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38

# system calls by number: x86-64, aarch64 (None where it has none)
CALLS = {
    "capset": (126, 91), "mount_setattr": (442, 442), "pivot_root": (155, 41),
}  # fmt: skip
REFUSED = {
    "acct": (163, 89), "add_key": (248, 217), "bpf": (321, 280), "chroot": (161, 51), "delete_module": (176, 106),
    "fanotify_init": (300, 262), "finit_module": (313, 273), "fsmount": (432, 432), "fsopen": (430, 430),
    "fspick": (433, 433), "init_module": (175, 105), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "ioperm": (173, None), "iopl": (172, None), "kcmp": (312, 272),
    "kexec_file_load": (320, 294), "kexec_load": (246, 104), "keyctl": (250, 219), "lookup_dcookie": (212, 18),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "mount": (165, 40), "mount_setattr": (442, 442),
    "move_mount": (429, 429), "move_pages": (279, 239), "mq_open": (240, 180), "msgget": (68, 186),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "open_tree": (428, 428),
    "perf_event_open": (298, 241), "personality": (135, 92), "pidfd_getfd": (438, 438), "pivot_root": (155, 41),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117), "quotactl": (179, 60),
    "reboot": (169, 142), "request_key": (249, 218), "semget": (64, 190), "setns": (308, 268), "shmget": (29, 194),
    "swapoff": (168, 225), "swapon": (167, 224), "syslog": (103, 116), "umount2": (166, 39), "unshare": (272, 97),
    "userfaultfd": (323, 282), "vhangup": (153, 58),
}  # fmt: skip
CLONE3, CLONE_CALL, SOCKET = (435, 435), (56, 220), (41, 198)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
EPERM, ENOSYS, AF_UNIX = 1, 38, 1

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt/conda/lib",
          "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/ssl/certs")  # fmt: skip
DEVICES = ("null", "zero", "full", "random", "urandom")


class NoSandbox(Exception):
    """The system does not let this user build a sandbox; the message says what is missing."""


_libc = ctypes.CDLL(None, use_errno=True)


def _check(result, what):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
    return result


def _machine():
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        raise NoSandbox(f"it is built from parts of Linux on {' or '.join(MACHINES)}; this is {platform.platform()}")
    return MACHINES[platform.machine()]


def _syscall(name, *arguments):
    number = CALLS[name][_machine()[0]]
    return _check(_libc.syscall(ctypes.c_long(number), *arguments), name)


def _prctl(option, value=0, extra=0):
    return _check(_libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(extra), 0, 0), f"prctl {option}")


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    _check(_libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]), f"mount of {source} on {target}")


def _make_read_only(path):
    """Read-only with everything below it; what the mounts were before stays."""
    attributes = struct.pack("<QQQQ", 1 | 2 | 4, 0, 0, 0)  # read-only, no setuid, no devices
    at_recursive, at_cwd = 0x8000, -100
    _syscall("mount_setattr", at_cwd, os.fsencode(path), at_recursive, attributes, ctypes.c_size_t(len(attributes)))


def python_folders():
    """What Python needs to import its packages: prefixes, and from other folders of its path only what is loaded."""
    prefixes = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platlib")}
    folders = {os.path.realpath(folder) for folder in prefixes} | prefixes
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and "." not in module.__name__ and not any(Path(file).is_relative_to(folder) for folder in folders):
            folders.add(os.path.dirname(file) if os.path.basename(file) == "__init__.py" else file)
    return sorted(folder for folder in folders if os.path.isabs(folder) and os.path.exists(folder))


# ---------------------------------------------------------------------- walls


def run(function, limits, *, unsafe=False):
    """Start `function()` in a sandbox and return the process ids of its outermost and innermost process.

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
    _measure()
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
        status = _outer(function, limits, write_end, unsafe)
    except BaseException as error:
        os.write(write_end, f"{error}\n".encode())
    finally:
        os._exit(status)


def _outer(function, limits, pipe, unsafe):
    """Enter the namespaces; the next process is the first in its own."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    user = None
    if not unsafe:
        user = FIRST_USER + os.getpid() % N_USERS if _is_root() else None
        _enter(user is None)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a session lets it in while it runs a cell
    first = os.fork()
    if first:
        os.write(pipe, f"{first}\n".encode())
        os.closerange(3, 4096)  # else the ends of its channels would never be known as closed
        _, status = os.waitpid(first, 0)
        return os.waitstatus_to_exitcode(status) & 0xFF
    status = 1
    try:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        status = _first(function, limits, pipe, user, unsafe)
    except BaseException as error:
        os.write(pipe, f"{type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def _is_root():
    """Root of the system, not of a namespace, where most user numbers do not exist."""
    n_users = sum(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    return os.geteuid() == 0 and n_users > FIRST_USER + N_USERS


def _enter(new_user):
    names = ["NEWNS", "NEWPID", "NEWNET", "NEWIPC", "NEWUTS", *(["NEWUSER"] if new_user else [])]
    uid, gid = os.geteuid(), os.getegid()
    _check(_libc.unshare(sum(CLONE[name] for name in names)), f"unshare of {', '.join(names)}")
    if new_user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"1000 {uid} 1\n")
        Path("/proc/self/gid_map").write_text(f"1000 {gid} 1\n")


def _first(function, limits, pipe, user, unsafe):
    """The first process of the sandbox: it builds the walls, starts the function's process and reaps."""
    if not unsafe:
        _build_root(limits, user)
        _prctl(PR_SET_DUMPABLE, 0)
    child = os.fork()
    if not child:
        try:
            _drop(limits, user, unsafe)
            os.write(pipe, b"ready\n")
            os.close(pipe)
            function()
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


def _build_root(limits, user):
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", TARGET, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0755")
    # first, for Python may be installed somewhere below them
    owner = 1000 if user is None else user
    for folder, size in (("/dev/shm", limits.disk), ("/tmp", limits.disk), (HOME, limits.disk)):
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
    _syscall("pivot_root", b".", b".")
    _check(_libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")
    _check(_libc.mount(None, b"/", None, ctypes.c_ulong(0x20 | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV), None), "/")
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


def _drop(limits, user, unsafe):
    """In the process of the student: no privileges, few system calls, bounded amounts."""
    os.setsid()
    seconds = int(limits.notebook_timeout) + 5
    for name, soft in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_AS, _vm_size + limits.memory),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        *([] if unsafe else [(resource.RLIMIT_NPROC, limits.processes)]),
    ):
        hard = resource.getrlimit(name)[1]
        bound = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        resource.setrlimit(name, (bound, bound))
    if unsafe:
        return
    if user is None:
        for capability in range(64):
            if _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0) < 0:
                break
        # version 3 of the structure, no capability in any of its sets
        _syscall("capset", struct.pack("<Ii", 0x20080522, 0), struct.pack("<6I", *[0] * 6))
    else:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _prctl(PR_SET_DUMPABLE, 1)  # else its parent outside, the same user, may not ask how large it is
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _filter_calls()


_vm_size = 0


def _measure():
    """Keep how large this process is before it is walled in, where there is no /proc."""
    global _vm_size
    _vm_size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _filter_calls():
    """seccomp: the calls in REFUSED and sockets other than Unix ones fail with EPERM."""
    column, architecture = _machine()
    load, jump_equal, jump_bits, jump_above, answer = 0x20, 0x15, 0x45, 0x35, 0x06
    allow, fail, kill = 0x7FFF0000, 0x00050000, 0x80000000
    namespaces = sum(CLONE.values())

    program = [(load, 0, 0, 4), (jump_equal, 1, 0, architecture), (answer, 0, 0, kill), (load, 0, 0, 0)]
    program += [(jump_above, 0, 1, 0x40000000), (answer, 0, 0, fail | ENOSYS)]  # the x32 interface
    for numbers in REFUSED.values():
        if numbers[column] is not None:
            program += [(jump_equal, 0, 1, numbers[column]), (answer, 0, 0, fail | EPERM)]
    # clone3 hides its flags in memory; the C library falls back to clone
    program += [(jump_equal, 0, 1, CLONE3[column]), (answer, 0, 0, fail | ENOSYS)]
    program += [(jump_equal, 0, 4, CLONE_CALL[column]), (load, 0, 0, 16), (jump_bits, 0, 1, namespaces),
                (answer, 0, 0, fail | EPERM), (answer, 0, 0, allow)]  # fmt: skip
    program += [(jump_equal, 0, 4, SOCKET[column]), (load, 0, 0, 16), (jump_equal, 1, 0, AF_UNIX),
                (answer, 0, 0, fail | EPERM), (answer, 0, 0, allow)]  # fmt: skip
    program += [(answer, 0, 0, allow)]
    code = b"".join(struct.pack("<HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(buffer))
    header = ctypes.create_string_buffer(header, len(header))
    _prctl(PR_SET_SECCOMP, 2, ctypes.addressof(header))


def probe():
    """Build a sandbox, look that it holds, and take it down.

    Raises
    ------
    NoSandbox
        With what is missing and what an administrator can do.
    """
    _machine()
    ours, theirs = os.pipe()

    def look():
        import socket

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
        _, outer = run(look, Limits())
        os.waitpid(outer, 0)
        os.close(theirs)
        answer = os.read(ours, 1000).decode()
    except NoSandbox as error:
        raise NoSandbox(
            f"{error}. Grading needs Linux 5.12 or later that lets a user build namespaces: see "
            "kernel.unprivileged_userns_clone, user.max_user_namespaces, and on Ubuntu 24.04 "
            "kernel.apparmor_restrict_unprivileged_userns; a container needs its seccomp and AppArmor profiles eased."
        ) from None
    finally:
        os.close(ours)
    if answer != "holds":
        raise NoSandbox(f"it was built, but inside it there was {answer or 'no answer'}")


# --------------------------------------------------------------------- amounts


@dataclass
class Usage:
    """What all processes below one take together."""

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
        tick, memory, cpu = os.sysconf("SC_CLK_TCK"), 0, 0
        for pid in pids:
            try:
                cpu += sum(map(int, _stat(pid)[11:15]))
                memory += max(resident(pid) - at_start, 0)
            except OSError:
                continue
        if memory > enough:
            memory = sum(_proportional(pid) for pid in pids if pid != first)
        return cls(memory, cpu / tick, len(pids))


def _stat(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def resident(pid):
    """Bytes of memory that a process has mapped and touched."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def _proportional(pid):
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (FileNotFoundError, ProcessLookupError):
        pass  # it has ended
    return 0


def descendants(first):
    """`first` and the processes below it."""
    found, waiting = [], [first]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        try:
            for task in os.listdir(f"/proc/{pid}/task"):
                waiting += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
        except OSError:
            continue
    return found


def marked(mark):
    """All processes of this system that a caller with this PROCTOR_MARK has started, see `executor.Zygote`."""
    found, words = [], (f"--mark={mark}".encode(), f"PROCTOR_MARK={mark}".encode())
    for folder in Path("/proc").glob("[0-9]*"):
        said = b""
        for name in ("cmdline", "environ"):
            with contextlib.suppress(OSError):  # it has ended, or is another user's
                said += (folder / name).read_bytes() + b"\0"
        if set(words) & set(said.split(b"\0")) and folder.name != str(os.getpid()):
            found.append(int(folder.name))
    return found


def outer_pid(first, inner):
    """The process id, as seen from here, of what calls itself `inner` in the sandbox of `first`; or None."""
    for pid in descendants(first):
        try:
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("NSpid:") and int(line.split()[-1]) == inner:
                    return pid
        except OSError:
            continue
    return None
