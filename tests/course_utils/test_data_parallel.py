"""course_utils.data_parallel: the steps of one process are those of `fit`, and two processes take the same."""

import contextlib
import os
import subprocess
import sys
from subprocess import PIPE

import nbformat
import pytest
import torch
import torch.distributed as dist
from support.notebook_checks import ROOT
from support.tensors import assert_close
from support.warm_process import WarmProcess

from course_utils import data_parallel
from course_utils.data import make_logistic_data
from course_utils.data_parallel import gather, main, train
from course_utils.models import at_zero
from course_utils.training import fit

TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--local-addr", "localhost", "--nproc-per-node", "2")


@pytest.fixture(autouse=True)
def same_number_of_threads_afterwards():
    n_threads = torch.get_num_threads()
    yield
    torch.set_num_threads(n_threads)


SMALL = ("--rows", "1000", "--features", "3", "--steps", "7", "--compare")


def report_of_small(processes, *sizes):
    """What is printed of seven steps on shares of these sizes, with the loss by `fit` on all rows."""
    shares = [make_logistic_data(n, weight=[-1.0, 0.0, 1.0], bias=0.5, seed=rank) for rank, n in enumerate(sizes)]
    X, y = (torch.cat(parts) for parts in zip(*shares, strict=True))
    loss = fit(at_zero(3), X, y, lr=1.0, n_epochs=8).loss[7]  # an eighth step would begin with it
    return (
        f"{processes} rows in each\nloss after 7 steps: {loss:.3f}\nparameters equal in all processes: True\n"
        "those of one process with all rows, to 5 decimals: True\n"
    )


def data(n_samples=34):
    return make_logistic_data(n_samples, weight=[1.0, -2.0, 0.5], bias=0.3, seed=0)


def parameters(model):
    return gather(model, 1)[0]


@pytest.mark.slow  # the processes of PyTorch take a second to import
def test_one_process_walks_as_fit():
    X, y = data()
    model, other = at_zero(3), at_zero(3)
    train(model, X, y, lr=0.7, n_steps=5)
    fit(other, X, y, lr=0.7, n_epochs=5)
    assert_close(parameters(model), parameters(other), rtol=1e-5, atol=1e-7)


@pytest.fixture
def together(monkeypatch):
    """Two processes in one: what the other has is added where tensors are summed over all."""

    def join(own, other):
        """Train on own rows, with the gradients of the model on the rows of the other."""
        model = at_zero(3)

        def all_reduce(flat):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(model(other[0]), other[1])
            gradients = torch.autograd.grad(loss, tuple(model.parameters()))
            flat += torch.cat([gradient.ravel() for gradient in gradients])

        monkeypatch.setattr(dist, "all_reduce", all_reduce)
        train(model, *own, lr=0.7, n_steps=5, n_processes=2)
        return parameters(model)

    return join


@pytest.mark.slow
def test_two_shares_walk_as_all_rows(together):
    X, y = data()
    alone = at_zero(3)
    train(alone, X, y, lr=0.7, n_steps=5)
    shares = [(X[rank::2], y[rank::2]) for rank in (0, 1)]
    for own, other in (shares, shares[::-1]):
        assert_close(together(own, other), parameters(alone), rtol=1e-5, atol=1e-7)


@pytest.mark.slow
def test_one_process_from_the_command_line(capsys):
    assert main([*SMALL, "--threads", "2"]) == 0
    assert torch.get_num_threads() == 2
    assert capsys.readouterr().out == report_of_small("1 process, 1,000", 1000)
    assert main(["--rows", "100", "--steps", "1", "--time"]) == 0
    assert torch.get_num_threads() == 1
    *printed, last = capsys.readouterr().out.splitlines()
    assert last.startswith("microseconds a step: ")
    assert not [line for line in printed if "all rows" in line]  # compared only if it is asked for


@pytest.mark.parametrize("rank", [0, 1])
def test_a_process_draws_its_own_rows_and_no_others(rank, monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", str(rank))
    for name in ("init_process_group", "destroy_process_group", "all_reduce"):
        monkeypatch.setattr(dist, name, lambda *_: None)
    monkeypatch.setattr(dist, "all_gather", lambda rows, own: [row.copy_(own) for row in rows])
    drawn = []

    def make(n_samples, **others):
        drawn.append((n_samples, others["seed"]))
        return make_logistic_data(n_samples, **others)

    monkeypatch.setattr(data_parallel, "make_logistic_data", make)
    assert main([*SMALL[:-1]]) == 0
    assert drawn == [(500, rank)]
    assert (capsys.readouterr().out != "") is (rank == 0)


def test_rows_that_cannot_be_shared_equally_are_refused(monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(SystemExit):
        main(["--rows", "1001"])
    assert "--rows must be a multiple of the 2 processes; got 1001" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("platform", "local", "expected"), [("linux", "2", "lo"), ("darwin", "2", "lo0"), ("linux", "1", None)]
)
def test_processes_of_one_machine_talk_over_its_loopback(platform, local, expected, monkeypatch):
    monkeypatch.delenv("GLOO_SOCKET_IFNAME", raising=False)
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", local)
    monkeypatch.setattr(data_parallel.sys, "platform", platform)
    data_parallel._this_machine_only()
    assert data_parallel.os.environ.get("GLOO_SOCKET_IFNAME") == expected


def test_the_command_in_the_notebook_is_the_one_tried_below():
    command = " ".join(["torchrun", *TORCHRUN[2:], "-m", "course_utils.data_parallel"])
    assert f"    {command}\n" in data_parallel.__doc__
    notebook = nbformat.read(ROOT / "notebooks" / "08_optimizers_and_scale.ipynb", as_version=4)
    assert sum(f".venv/bin/{command}\n" in cell.source for cell in notebook.cells) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the two begin as forks of this process")
def test_two_processes_end_with_equal_parameters_those_of_one_process():
    """As torchrun starts them: their environment says who they are, and they meet at a store of whoever starts them."""
    store = dist.TCPStore("localhost", 0, is_master=True, wait_for_workers=False)
    common = {"WORLD_SIZE": "2", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "localhost", "MASTER_PORT": str(store.port),
              "TORCHELASTIC_USE_AGENT_STORE": "True"}  # fmt: skip
    command = [sys.executable, "-m", "course_utils.data_parallel", *SMALL]
    with contextlib.ExitStack() as both:
        started = [
            both.enter_context(
                WarmProcess(command, stdout=PIPE, stderr=PIPE, text=True, env={**os.environ, **common, "RANK": rank})
            )
            for rank in ("0", "1")
        ]
        printed = [(process.stdout.read(), process.stderr.read(), process.wait()) for process in started]
    assert printed == [(report_of_small("2 processes, 500", 500, 500), "", 0), ("", "", 0)]


# the notebook runs it, too, and what that prints is compared
@pytest.mark.sweep
def test_torchrun_starts_two_processes(tmp_path):
    command = [sys.executable, *TORCHRUN, "-m", "course_utils.data_parallel", *SMALL]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout == report_of_small("2 processes, 500", 500, 500)


@pytest.mark.parametrize(
    ("option", "least"), [("rows", 2), ("features", 1), ("steps", 1), ("threads", 1)], ids=lambda value: str(value)
)
def test_a_number_too_small_is_named_before_anything_begins(option, least, capsys):
    with pytest.raises(SystemExit):
        main([f"--{option}", str(least - 1)])
    assert f"--{option} must be at least {least}; got {least - 1}" in capsys.readouterr().err
