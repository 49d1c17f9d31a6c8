"""What a copy of the author's session does first: it lets go of all that it would share with other copies.

A fork shares open files, connections and shared memory with the process that it comes from, and so with the other
copies. What one test tells its copy, no other copy is to find there. `sandbox.apart` looks from outside at whether this
has been done; here it is only done, by whoever has nothing to hide.
"""

import ctypes
import os

MOST_DESCRIPTORS = 256
MAP_PRIVATE, MAP_FIXED, MAP_ANONYMOUS = 0x02, 0x10, 0x20
PROT_READ, PROT_WRITE = 1, 2


def part(kept, places):
    """Be alone.

    Parameters
    ----------
    kept : int
        The only descriptor that stays as it is.
    places : iterable of (int, int, int)
        Start, length and protection of memory that is shared.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(MOST_DESCRIPTORS):
        if number in (kept, null):
            continue
        try:
            inheritable = os.get_inheritable(number)
        except OSError:  # not open
            continue
        # in its place another: whoever has kept the number would close a stranger that gets it later
        os.dup2(null, number, inheritable)
    os.close(null)
    for start, length, protection in places:
        _own(start, length, protection)


def _own(start, length, protection):
    """Put memory of this process's own with the same content in the place of memory that is shared."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long)
    libc.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    content = ctypes.string_at(start, length) if protection & PROT_READ else b""
    flags = MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
    if libc.mmap(start, length, PROT_READ | PROT_WRITE, flags, -1, 0) != start:
        raise OSError(ctypes.get_errno(), "mmap")
    ctypes.memmove(start, content, len(content))
    libc.mprotect(start, length, protection)
