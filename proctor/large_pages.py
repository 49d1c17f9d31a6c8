"""Memory of the process that is forked for each task, in large pages: a fork copies an entry for each page.

It takes some tenths of a second once and saves a tenth for each task. What a fork writes to becomes small pages again,
of its own, so no process has more memory than before.
"""

import ctypes
import re

from .sandbox.linux import libc

SIZE = 2 * 2**20  # bytes of a large page on x86-64, and on ARM with small ones of 4 KB
MADV_COLLAPSE = 25  # from Linux 6.1 on; an older one refuses, and all stays as it is
OWN = re.compile(r"^(\w+)-(\w+) rw-p 0+ 00:00 0 *(?:\[heap\])?$", re.MULTILINE)


def areas(maps):
    """Where large pages fit in memory without a file that a process alone has: [(start, end)].

    Parameters
    ----------
    maps : str
        As the kernel lists it in /proc/PID/maps.
    """
    found = [(-(-int(start, 16) // SIZE) * SIZE, int(end, 16) // SIZE * SIZE) for start, end in OWN.findall(maps)]
    return [(start, end) for start, end in found if end > start]


def collapse():
    """Put what this process has of memory without a file into large pages, as far as the kernel can."""
    with open("/proc/self/maps") as file:
        maps = file.read()
    for start, end in areas(maps):
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)
