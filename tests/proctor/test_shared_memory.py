import mmap
import os
import sys

import pytest

from proctor.shared_memory import Mapped, WithFile

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux has /dev/shm")


def test_memory_that_is_shared_with_a_fork_has_a_file():
    with WithFile(-1, 100) as memory:
        assert isinstance(memory, Mapped)
        assert len(memory) == 100
        pid = os.fork()
        if not pid:
            memory[:3] = b"yes"
            os._exit(0)
        os.waitpid(pid, 0)
        assert memory[:4] == b"yes\0"
        with open("/proc/self/maps") as maps:
            assert any("rw-s" in line and "/dev/shm/" in line for line in maps)


def test_all_other_memory_is_as_it_was(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345678")
    with open(path, "r+b") as file, WithFile(file.fileno(), 0) as memory:
        memory[:1] = b"x"
        assert memory[:] == b"x2345678"
    assert path.read_bytes() == b"x2345678"
    with WithFile(-1, 10, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        assert memory[:] == bytes(10)
    with WithFile(-1, 10, prot=mmap.PROT_READ) as memory, pytest.raises(TypeError):
        memory[:1] = b"x"


def test_more_than_there_is_room_for_is_an_error_and_no_crash():
    with pytest.raises(OSError, match=r"No space|File too large"):
        WithFile(-1, 2**50)
