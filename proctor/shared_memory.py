"""Memory that a process shares with those that it forks, with a file behind it.

Without one (`mmap.mmap(-1, n)`) it is refused in a sandbox, since no limit finds it. Code that asks Python for it gets
it all the same, as a part of the small folders, which are bounded.
"""

import mmap
import os
import tempfile

FOLDER = "/dev/shm"
Mapped = mmap.mmap


class WithFile(Mapped):
    """`mmap.mmap` that makes a file where none is given."""

    def __new__(cls, fileno, length, flags=mmap.MAP_SHARED, *more, **options):
        if fileno != -1 or flags & mmap.MAP_PRIVATE or not os.path.isdir(FOLDER):
            return super().__new__(cls, fileno, length, flags, *more, **options)
        with tempfile.TemporaryFile(dir=FOLDER) as file:
            os.posix_fallocate(file.fileno(), 0, length)  # an error now, and no crash later
            return super().__new__(cls, file.fileno(), length, flags & ~mmap.MAP_ANONYMOUS, *more, **options)


WithFile.__name__ = WithFile.__qualname__ = "mmap"
WithFile.__module__ = "mmap"


def with_files():
    """From now on."""
    mmap.mmap = WithFile
