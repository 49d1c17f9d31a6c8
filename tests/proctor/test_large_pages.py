"""Which memory is put into large pages, and that nothing else comes of it."""

import subprocess
import sys

import pytest

from proctor import large_pages

MAPS = """\
55a7eb500000-55a7ebc00000 rw-p 00000000 00:00 0                          [heap]
7f0000000000-7f0000a00000 rw-p 00000000 00:00 0
7f0000a00000-7f0000b00000 rw-p 00000000 00:00 0
7f0001000000-7f0001400000 r--p 00000000 00:00 0
7f0002000000-7f0002400000 rw-s 00000000 00:01 1029                       /dev/zero (deleted)
7f0003000000-7f0003400000 rw-p 00000000 fe:01 1029                       /usr/lib/x.so
7f0004000000-7f0004400000 rw-p 00000000 00:00 0                          [stack]
"""


def test_whole_large_pages_of_memory_without_a_file():
    assert large_pages.areas(MAPS) == [(0x55A7EB600000, 0x55A7EBC00000), (0x7F0000000000, 0x7F0000A00000)]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_stands_there_stays():
    script = """
from proctor import large_pages
kept = [bytes([n]) * 3_000_000 for n in range(8)]
large_pages.collapse()
print(all(piece.count(n) == 3_000_000 for n, piece in enumerate(kept)))
"""
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "True\n"
