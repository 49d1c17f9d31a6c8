"""The filter of system calls: what is not listed here does not exist in a sandbox.

It is a program of the kernel's packet filter (BPF), which runs before each system call and sees its number, the kind
of processor and the arguments as numbers. What a pointer points to it cannot see.

- ALLOWED: what a program needs that computes, reads and writes files and starts others.
- `ARGUMENTS`: what depends on the arguments. Some calls are answered as if they had been done, without being done:
  locks on files, which all sandboxes and the host would see, since they share the files of Python and the system; the
  size of a socket's buffers; and that the amounts of a process may no longer be looked at.
- REFUSED: what reaches beyond the sandbox fails as if the user had no right to it.
- All other calls, newer ones among them, fail as in a kernel that has never heard of them; programs know what to do.
"""

import ctypes
import functools
import struct
from typing import NamedTuple

from .linux import CALLS, CLONE, PR_SET_DUMPABLE, PR_SET_SECCOMP, machine, prctl

ALLOWED = {
    "files": """
        access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2 fadvise64
        fallocate fchdir fchmod fchmodat fchown fchownat fdatasync fgetxattr flistxattr fstat fstatfs fsync ftruncate
        futimesat getcwd getdents getdents64 getxattr lchown lgetxattr link linkat listxattr llistxattr lseek lstat
        mkdir mkdirat mknod mknodat newfstatat open openat openat2 pread64 preadv pwrite64 pwritev read readahead
        readlink readlinkat readv rename renameat renameat2 rmdir sendfile stat statfs statx symlink symlinkat
        sync_file_range truncate umask unlink unlinkat utime utimensat utimes write writev
    """,
    "events": """
        epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 pipe pipe2 poll ppoll
        pselect6 select signalfd signalfd4 timerfd_create timerfd_gettime timerfd_settime
    """,
    "memory": """
        brk get_mempolicy madvise membarrier mlock mlock2 mlockall mprotect mremap msync munlock munlockall munmap
    """,
    "processes": """
        arch_prctl capget execve execveat exit exit_group fork futex futex_waitv get_robust_list getcpu getegid geteuid
        getgid getgroups getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid
        gettid getuid kill pause pidfd_open restart_syscall rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn
        rt_sigsuspend rt_sigtimedwait sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
        sched_getparam sched_getscheduler sched_rr_get_interval sched_yield set_robust_list set_tid_address setpgid
        setrlimit setsid sigaltstack tgkill tkill vfork wait4 waitid
    """,
    "time, chance, the machine": """
        alarm clock_getres clock_gettime clock_nanosleep getitimer getrandom gettimeofday nanosleep setitimer sysinfo
        time timer_create timer_delete timer_getoverrun timer_gettime timer_settime times uname
    """,
    "connections": """
        accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg sendmmsg sendmsg
        sendto shutdown
    """,
}

REFUSED = {
    "mounts": """
        chroot fsmount fsopen fspick mount mount_setattr move_mount open_tree open_tree_attr pivot_root umount2
    """,
    "namespaces": "setns unshare sethostname setdomainname",
    "other processes": """
        kcmp migrate_pages move_pages pidfd_getfd pidfd_send_signal process_madvise process_mrelease
        process_vm_readv process_vm_writev ptrace rt_sigqueueinfo rt_tgsigqueueinfo
        sched_setattr sched_setparam sched_setscheduler
    """,
    "another user": """
        capset setfsgid setfsuid setgid setgroups setregid setresgid setresuid setreuid setuid
    """,
    "files without their folders, and what others do with them": "fanotify_init name_to_handle_at open_by_handle_at",
    "memory that no limit counts, or that others share": """
        memfd_create memfd_secret mq_open mq_unlink msgctl msgget msgrcv msgsnd semctl semget semop semtimedop
        shmat shmctl shmget
    """,
    "keys": "add_key keyctl request_key",
    "the machine": """
        acct adjtimex clock_adjtime clock_settime delete_module finit_module init_module ioperm iopl kexec_file_load
        kexec_load quotactl quotactl_fd reboot settimeofday swapoff swapon syslog vhangup
    """,
    "parts of the kernel in which many holes were found": """
        bpf io_uring_enter io_uring_register io_uring_setup lookup_dcookie perf_event_open personality userfaultfd
    """,
}

EPERM, ENOMEM, EINVAL, ENOTTY, ENOSYS = 1, 12, 22, 25, 38
X32 = 0x40000000  # set in the numbers of a second interface of x86-64's, which would pass by all that is refused here
ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # answers; an error's number is added to FAIL
DONE = FAIL | 0  # the call is not done, and its answer is 0, as if it had been
LOAD, EQUAL, ABOVE, ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06  # operations
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16  # places in what the kernel shows; ARGUMENT of the first, lower half
MODE_FILTER = 2

AF_UNIX = 1
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x01, 0x20, 0x40000
CLONE_VM, CLONE_VFORK, CLONE_THREAD = 0x100, 0x4000, 0x10000
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and the same by force
LOCKS = (5, 6, 7, 36, 37, 38)  # F_GETLK, F_SETLK, F_SETLKW, and those of open files
# F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_QUERY, F_DUPFD_CLOEXEC, F_GETPIPE_SZ. Not among them: who is
# told by a signal (F_SETOWN), leases, watches, the size of pipes
FCNTL = (0, 1, 2, 3, 4, 1027, 1030, 1032)
# whether it is a terminal, how much there is to read, closed at exec, without waiting; TIOCGWINSZ
IOCTL = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451, 0x5413)
# PDEATHSIG, GET_DUMPABLE, NAME, CAPBSET_READ, TIMERSLACK, NO_NEW_PRIVS, names of mappings
PRCTL = (1, 2, 3, 15, 16, 23, 29, 30, 38, 39, 0x53564D41)


class Line(NamedTuple):
    """One instruction; after a comparison that holds `then` lines are skipped, else `otherwise`."""

    operation: int
    then: int
    otherwise: int
    value: int


def _answer(value):
    return Line(ANSWER, 0, 0, value)


def _load(argument):
    return Line(LOAD, 0, 0, ARGUMENT + 8 * argument)


def _one_of(values, answer):
    return [line for value in values for line in (Line(EQUAL, 0, 1, value), _answer(answer))]


def _only(argument, values, otherwise):
    return [_load(argument), *_one_of(values, ALLOW), _answer(otherwise)]


# what is asked of the arguments of each; the last line answers
ARGUMENTS = {
    # its flags hide in memory; the C library falls back to clone
    "clone3": [_answer(FAIL | ENOSYS)],
    # no namespaces; memory is shared by threads, and by whoever waits until a program has been started, only
    "clone": [_load(0), Line(ANY_BIT, 0, 1, sum(CLONE.values())), _answer(FAIL | EPERM),
              Line(ANY_BIT, 0, 2, CLONE_VM), Line(ANY_BIT, 1, 0, CLONE_THREAD | CLONE_VFORK), _answer(FAIL | EPERM),
              _answer(ALLOW)],
    "fcntl": [_load(1), *_one_of(LOCKS, DONE), *_one_of(FCNTL, ALLOW), _answer(FAIL | EINVAL)],
    "flock": [_answer(DONE)],
    "ioctl": _only(1, IOCTL, FAIL | ENOTTY),
    # shared memory without a file stays when nobody has it mapped in, where no limit finds it
    "mmap": [_load(3), Line(ANY_BIT, 0, 1, MAP_HUGETLB), _answer(FAIL | ENOMEM),
             Line(ANY_BIT, 0, 2, MAP_ANONYMOUS), Line(ANY_BIT, 0, 1, MAP_SHARED), _answer(FAIL | EPERM),
             _answer(ALLOW)],
    "prctl": [_load(0), *_one_of([PR_SET_DUMPABLE], DONE), *_one_of(PRCTL, ALLOW), _answer(FAIL | EINVAL)],
    # of itself, and of no other process
    "prlimit64": _only(0, [0], FAIL | EPERM),
    "sched_setaffinity": _only(0, [0], FAIL | EPERM),
    "setpriority": [_load(0), Line(EQUAL, 1, 0, 0), _answer(FAIL | EPERM), *_only(1, [0], FAIL | EPERM)],
    "setsockopt": [_load(1), Line(EQUAL, 1, 0, SOL_SOCKET), _answer(ALLOW),
                   _load(2), *_one_of(BUFFERS, DONE), _answer(ALLOW)],
    "socket": _only(0, [AF_UNIX], FAIL | EPERM),
    "socketpair": _only(0, [AF_UNIX], FAIL | EPERM),
}  # fmt: skip


def listed(groups):
    """The names of all groups of a table."""
    return [name for names in groups.values() for name in names.split()]


def program(machine):
    """The lines of the filter.

    Parameters
    ----------
    machine : Machine
    """
    number = {name: numbers[machine.column] for name, numbers in CALLS.items()}
    here = lambda names: [number[name] for name in names if number[name] is not None]  # noqa: E731
    lines = [Line(LOAD, 0, 0, ARCHITECTURE), Line(EQUAL, 1, 0, machine.architecture), _answer(KILL),
             Line(LOAD, 0, 0, NUMBER), Line(ABOVE, 0, 1, X32), _answer(FAIL | ENOSYS)]  # fmt: skip
    for name, then in ARGUMENTS.items():
        lines += [Line(EQUAL, 0, len(then), number[name]), *then]
    lines += _one_of(here(listed(ALLOWED)), ALLOW)
    lines += _one_of(here(listed(REFUSED)), FAIL | EPERM)
    return [*lines, _answer(FAIL | ENOSYS)]


@functools.cache
def compiled():
    """The program for this machine, as the kernel takes it."""
    return b"".join(struct.pack("<HBBI", *line) for line in program(machine()))


def forbid():
    """Filter the system calls of this process and of all that it starts, for ever."""
    code = compiled()
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    header = ctypes.create_string_buffer(header, len(header))
    prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.addressof(header))
