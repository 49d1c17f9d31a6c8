"""A process that untrusted code may run in: its own files, no network, bounded, and gone when it ends.

Why namespaces: they are part of Linux and need neither root nor a further program. bubblewrap builds the same
walls but executes a new program inside them, and so a Python that has imported nothing; here a process that has
imported PyTorch is forked and walled in afterwards, in about 30 ms. Landlock restricts files and TCP without a
namespace, but leaves processes visible and lets them survive.

- **Files** (`files`): a mount namespace whose root is an empty memory file system; Python, its packages and the
  system's libraries are mounted into it read-only, `/tmp`, `/dev/shm` and the home are parts of one small file system
  and vanish. There is no `/proc`. `keeper` puts the small folders back as they were.
- **Network, messages, the host's name** (`walls`): namespaces of their own with nothing in them.
- **Processes** (`walls`): a process namespace; when its first process is killed the kernel kills all that are left.
  From outside they are held by descriptors, never by numbers alone (`pidfd`).
- **Privileges** (`walls`, `seccomp`): a user without any, `no_new_privs`, and a filter that lets only those system
  calls pass that are listed (`syscalls` has their numbers).
- **Amounts** (`walls`, `seccomp`, `usage`): rlimits, a filter for memory that no limit counts, and `Watch`, with which
  the parent looks at the memory of all processes together and at how long they had to wait for a processor.
- **Copies** (`apart`): whether a copy of a process shares nothing with another.

As root, each sandbox runs under a user number of its own that nobody else has; else, also as root of a container that
may not mount, in a user namespace.
"""

from .apart import held_apart, places, settled, switches
from .files import HOME, SYSTEM, USER, hidden_folders, python_folders
from .keeper import DONE, FAILED, KEEP, RESTORE, TOO_MUCH, ask
from .linux import NoSandbox
from .pidfd import Process, end_below, held, inside
from .usage import Here, Usage, Watch, alive, descendants, marked, n_threads, resident
from .walls import probe, run

__all__ = [
    "DONE", "FAILED", "HOME", "KEEP", "RESTORE", "SYSTEM", "TOO_MUCH", "USER", "Here", "NoSandbox", "Process", "Usage",
    "Watch", "alive", "ask", "descendants", "end_below", "held", "held_apart", "hidden_folders", "inside", "marked",
    "n_threads", "places", "probe", "python_folders", "resident", "run", "settled", "switches",
]  # fmt: skip
