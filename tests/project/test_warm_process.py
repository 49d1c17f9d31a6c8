"""tests/support/warm_process: a fork in the place of a fresh Python."""

import gc
import os
import sys
from subprocess import PIPE

import pytest
from support.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="tests fork on Linux only")


def run(code, **options):
    with WarmProcess([sys.executable, "-c", code], stdout=PIPE, stderr=PIPE, text=True, **options) as process:
        return process.stdout.read(), process.stderr.read(), process.wait()


def test_its_streams_environment_and_code_are_its_own():
    code = "import os, sys\nprint(os.environ['MINE'], 'HOME' in os.environ)\nprint('err', file=sys.stderr)\nsys.exit(3)"
    assert run(code, env={"MINE": "x"}) == ("x False\n", "err\n", 3)
    said, why, code = run("1 / 0")
    assert (said, code) == ("", 1)
    assert "ZeroDivisionError" in why


def test_a_pipe_of_this_process_ends_with_this_process():
    """It holds no end of it, or whoever reads there would wait for both."""
    reading, writing = os.pipe()
    with WarmProcess([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=PIPE) as process:
        os.close(writing)
        assert os.read(reading, 1) == b""
        process.stdin.close()
    os.close(reading)


class Opened:
    def __init__(self):
        self.number = os.open(os.devnull, os.O_RDONLY)

    def __del__(self):
        os.close(self.number)


@pytest.mark.slow
def test_what_others_had_open_here_closes_nothing_of_its_own():
    """Garbage that is found only there, and files that are let go of only there."""
    gc.disable()
    try:
        for _ in range(20):
            kept = Opened()
            kept.itself = kept
        del kept
        said = run("import gc, os\nends = [os.pipe() for _ in range(30)]\ngc.collect()\n"
                   "print(all(os.fstat(end) for pair in ends for end in pair))")  # fmt: skip
    finally:
        gc.enable()
        gc.collect()
    assert said == ("True\n", "", 0)
