"""Kernels forked for nbval: they show what fresh ones show, and what is stored is compared as strictly as ever."""

import os
import re
import signal
import socket
import sys
import threading
from types import SimpleNamespace

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from support.interrupts import is_running, start, wait_until
from support.notebook_checks import ROOT

from course_tools import warm_kernels
from course_tools.execute import execute, write

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
PYTEST = [sys.executable, "-m", "pytest", "-p", "course_tools.warm_kernels", "-p", "no:cacheprovider", "-v", "-c"]
PYTEST += [os.devnull, "--nbval", "--nbval-current-env", "--nbval-cell-timeout=200", "--dist", "loadfile", "-n"]

# each shows something that a fork could have taken over, or lost
SHOWN = [
    "sorted(name for name in globals() if not name.startswith('_'))",
    "import os, sys, signal, threading\n__name__, os.path.basename(os.getcwd()), os.path.basename(sys.argv[0])",
    "sys.path, sys.flags, sys.getrecursionlimit()",
    "sorted(thread.name for thread in threading.enumerate() if 'History' not in thread.name)",
    "[signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE)]",
    "os.getpgrp() == os.getsid(0) == os.getpid(), int(os.environ['JPY_PARENT_PID']) == os.getppid()",
    "os.read(0, 1), os.environ['MPLBACKEND'], sys.stdout.encoding",
    "import subprocess\nsubprocess.run([sys.executable, '-c', 'import sys; sys.exit(3)']).returncode",
    "import torch\ntorch.get_num_threads(), torch.is_grad_enabled(), torch.get_default_dtype()",
    "_ = torch.ones(300, 300) @ torch.ones(300, 300)  # in as many threads as there are\nlen(torch.optim.__all__)",
    "import matplotlib.pyplot as plt\nplt.get_backend(), plt.get_fignums(), dict(plt.rcParams) == plt.rcParamsDefault",
    "_ = plt.plot([1, 2])",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import numpy as np\nnp.get_printoptions(), np.geterr(), (np.ones((300, 300)) @ np.ones((300, 300))).sum()",
    "import asyncio, gc\nasyncio.get_running_loop().is_running(), gc.isenabled(), gc.get_threshold()",
]
# what two kernels must not share, and that they were forked at all
APART = """import os, pathlib, random, numpy as np, torch
drawn = [random.random(), np.random.random(), np.random.default_rng().random(), torch.rand(1).item()]
parent = pathlib.Path(f"/proc/{os.getppid()}/cmdline").read_text().split("\\0")
_ = pathlib.Path(f"{os.getpid()}.txt").write_text(f"{os.getppid()} {parent[2]} {drawn}")"""


def ran(*sources, outputs=()):
    """A notebook as a run would have stored it, had it shown these outputs in its last cell."""
    cells = [new_code_cell(source, execution_count=k) for k, source in enumerate(sources, start=1)]
    cells[-1].outputs = list(outputs)
    return new_notebook(cells=cells)


WAITS = "import os, time\nopen('ids', 'w').write(f'{os.getpid()} {os.getppid()} ')\ntime.sleep(200)"


def stopped(folder, number, *, n_workers, n_before=0):
    """Start nbval on a folder, and stop it when so many cells have been tried and the last one waits.

    A namespace: the folder, what was said, the processes of the waiting kernel and of the stem, and its leavings.
    """
    write(ran(WAITS), folder / "waits.ipynb")
    temporary = folder / f"temporary, {'very ' * 20}far down"  # no address of a socket is as long
    temporary.mkdir()
    out, err, ids = folder / "out", folder / "err", folder / "ids"
    options = {"cwd": ROOT, "env": {**os.environ, "TMPDIR": str(temporary)}}

    def waits():
        return (
            ids.exists() and ids.read_text().endswith(" ")
            and len(re.findall(r"^\[gw\d\]", out.read_text(), re.MULTILINE)) == n_before
        )  # fmt: skip

    with (
        out.open("w") as said, err.open("w") as wrong,
        start([*PYTEST, n_workers, folder], stdout=said, stderr=wrong, **options) as process,
    ):  # fmt: skip
        wait_until(lambda: process.poll() is not None or waits())
        assert process.poll() is None, f"pytest ended by itself:\n{out.read_text()}"
        kernel, stem = map(int, ids.read_text().split())
        assert is_running(kernel)
        assert is_running(stem)
        process.send_signal(number)
    left = [path for path in temporary.iterdir() if path.name.startswith("course-stem")]
    return SimpleNamespace(
        folder=folder, out=out.read_text(), err=err.read_text(), kernel=kernel, stem=stem, left=left
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The outcome of nbval with forked kernels; what the first notebook stores, a fresh kernel has shown."""
    folder = tmp_path_factory.mktemp("forked")
    write(ran(*SHOWN), folder / "shown.ipynb")
    write(execute(folder / "shown.ipynb"), folder / "shown.ipynb")
    write(ran(APART), folder / "apart.ipynb")
    write(ran(APART), folder / "too.ipynb")
    write(ran("1 + 1", "print('a')", outputs=[new_output("stream", text="b\n")]), folder / "false.ipynb")
    write(ran("1 / 0"), folder / "raising.ipynb")
    return stopped(folder, signal.SIGINT, n_workers=2, n_before=len(SHOWN) + 5)


def forked(test):
    return pytest.mark.slow(pytest.mark.xdist_group("warm_kernels")(test))


@forked
def test_a_forked_kernel_shows_what_a_fresh_one_shows_and_what_is_false_fails(run):
    failed = re.findall(r"^(?:FAILED|ERROR) \S*?(\w+)\.ipynb::(Cell \d+)", run.out, re.MULTILINE)
    assert sorted(failed) == [("false", "Cell 0"), ("false", "Cell 1"), ("raising", "Cell 0")], run.out
    assert f"3 failed, {len(SHOWN) + 2} passed" in run.out
    assert run.err == ""


@forked
def test_the_difference_and_the_error_are_shown(run):
    assert "Cell outputs differ" in run.out
    assert "Cell execution caused an exception" in run.out
    assert "ZeroDivisionError" in run.out


@forked
def test_kernels_are_forks_of_one_process_and_draw_numbers_of_their_own(run):
    first, second = (path.read_text().split(maxsplit=2) for path in run.folder.glob("*.txt"))
    assert first[:2] == second[:2]
    assert first[1] == warm_kernels.__name__
    drawn = [set(re.findall(r"[\d.]+", said[2])) for said in (first, second)]
    assert len(drawn[0] | drawn[1]) == 8, "each of four generators"


@forked
def test_nothing_is_left_when_pytest_is_stopped(run):
    wait_until(lambda: not is_running(run.kernel), seconds=10)
    wait_until(lambda: not is_running(run.stem), seconds=10)
    assert run.left == []


@pytest.mark.sweep
def test_no_process_is_left_when_pytest_is_killed(tmp_path):
    run = stopped(tmp_path, signal.SIGKILL, n_workers=1)
    wait_until(lambda: not is_running(run.kernel), seconds=10)
    wait_until(lambda: not is_running(run.stem), seconds=10)


def test_a_kernel_that_is_not_forked_is_an_error_not_a_wait(tmp_path, monkeypatch):
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(tmp_path / "socket"))
        listener.listen()
        monkeypatch.setenv(warm_kernels.ADDRESS, str(tmp_path / "socket"))
        thread = threading.Thread(target=lambda: listener.accept()[0].close())
        thread.start()
        with pytest.raises(RuntimeError, match="no kernel was forked"):
            warm_kernels.fork_kernel(["-f", "x.json"], tmp_path, env={})
        thread.join()
