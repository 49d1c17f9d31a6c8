"""A process that untrusted code may run in: its own files, no network, bounded, and gone when it ends.

Why namespaces: they are part of Linux and need neither root nor a further program. bubblewrap builds the same
walls but executes a new program inside them, and so a Python that has imported nothing; here a process that has
imported PyTorch is forked and walled in afterwards, in about 30 ms. Landlock restricts files and TCP without a
namespace, but leaves processes visible and lets them survive.

- **Files** (`walls`): a mount namespace whose root is an empty memory file system; Python, its packages and the
  system's libraries are mounted into it read-only, `/tmp` and the home are small and vanish. There is no `/proc`.
- **Network, messages** (`walls`): namespaces of their own with nothing in them.
- **Processes** (`walls`): a process namespace; when its first process is killed the kernel kills all that are left.
- **Privileges** (`walls`, `seccomp`): a user without any, `no_new_privs`, and a filter for the system calls that reach
  beyond (mounts, namespaces, ptrace, keys, bpf, io_uring, memory files, other socket families).
- **Amounts** (`walls`, `usage`): rlimits, and `Usage`, with which the parent watches the memory of all processes
  together.

As root, each sandbox runs under a user number of its own that nobody else has; else in a user namespace.
"""

from .linux import NoSandbox
from .usage import Usage, alive, descendants, marked, outer_pid, resident
from .walls import HOME, SYSTEM, USER, probe, python_folders, run

__all__ = ["HOME", "SYSTEM", "USER", "NoSandbox", "Usage", "alive", "descendants", "marked", "outer_pid", "probe",
           "python_folders", "resident", "run"]  # fmt: skip
