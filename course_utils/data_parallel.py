"""Data-parallel training: every process has its share of the rows, and all take the same steps.

    torchrun --standalone --local-addr localhost --nproc-per-node 2 -m course_utils.data_parallel

starts two processes on this machine. Each draws its own share of the rows and no other, and takes
the gradient on them; the gradients are averaged over all processes (`all_reduce`), so each makes the
same step from the same start, and the parameters stay equal without being sent. Run without
torchrun, it is one process with all rows. With `--compare`, the first process afterwards draws the
rows of all and trains on them alone, which needs the memory that sharing them has saved.
(`--local-addr localhost` lets the processes find each other where the machine's name leads nowhere,
as on a laptop without a network.)
"""

import argparse
import os
import sys
import time

import torch
import torch.distributed as dist
import torch.nn.functional as F

from .data import make_logistic_data
from .models import at_zero


def train(model, X, y, *, lr, n_steps, n_processes=1):
    """Full-batch gradient descent on the mean loss of the rows of all processes.

    Parameters
    ----------
    model : LogisticRegression
        The same start in each process. Trained in place.
    X, y : tensors of shape (n_rows, n_features) and (n_rows, 1)
        The rows of this process, as many as every other one has.
    lr : float
    n_steps : int
    n_processes : int, default 1
    """
    for _ in range(n_steps):
        loss = F.binary_cross_entropy_with_logits(model(X), y)
        gradients = torch.autograd.grad(loss, tuple(model.parameters()))
        flat = torch.cat([gradient.ravel() for gradient in gradients])
        if n_processes > 1:
            dist.all_reduce(flat)  # now the sum over all processes, in each of them
            flat /= n_processes
        with torch.no_grad():
            model.linear.weight -= lr * flat[:-1]
            model.linear.bias -= lr * flat[-1:]


def main(argv=None):
    parser = argparse.ArgumentParser(prog="course_utils.data_parallel", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000, help="of all processes together (default 200,000)")
    parser.add_argument("--features", type=int, default=20, help="columns of X (default 20)")
    parser.add_argument("--steps", type=int, default=30, help="of gradient descent (default 30)")
    parser.add_argument("--lr", type=float, default=1.0, help="learning rate (default 1)")
    parser.add_argument("--threads", type=int, default=1, help="in each process (default 1)")
    parser.add_argument("--compare", action="store_true", help="also train on all rows in one process")
    parser.add_argument("--time", action="store_true", help="also print the time of the steps")
    options = parser.parse_args(argv)

    n_processes, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    for name, least in (("rows", 2), ("features", 1), ("steps", 1), ("threads", 1)):
        if (given := getattr(options, name)) < least:
            parser.error(f"--{name} must be at least {least}; got {given}")
    if options.rows % n_processes:
        parser.error(f"--rows must be a multiple of the {n_processes} processes; got {options.rows}")
    torch.set_num_threads(options.threads)
    if n_processes > 1:
        _this_machine_only()
        dist.init_process_group("gloo")
    try:
        X, y = _share(rank, n_processes, options)
        train(at_zero(options.features), X, y, lr=0.0, n_steps=1, n_processes=n_processes)  # get connected
        model = at_zero(options.features)
        start = time.perf_counter()
        train(model, X, y, lr=options.lr, n_steps=options.steps, n_processes=n_processes)
        seconds = time.perf_counter() - start
        in_all, loss = gather(model, n_processes), _loss_of_all(model, X, y, n_processes)
        if rank == 0:
            processes = f"{n_processes} process{'es' if n_processes > 1 else ''}"
            print(f"{processes}, {len(X):,} rows in each")
            print(f"loss after {options.steps} steps: {loss:.3f}")
            print(f"parameters equal in all processes: {bool((in_all == in_all[0]).all())}")
            if options.compare:
                difference = (in_all - gather(_trained_alone(n_processes, options), 1)).abs().max()
                print(f"those of one process with all rows, to 5 decimals: {bool(difference < 5e-6)}")
            if options.time:
                print(f"microseconds a step: {1e6 * seconds / options.steps:.0f}")
    finally:
        if n_processes > 1:
            dist.destroy_process_group()
    return 0


def _share(rank, n_processes, options):
    """The rows of one process: as many as every other one draws, from a seed of its own."""
    weight = torch.linspace(-1, 1, options.features)
    return make_logistic_data(options.rows // n_processes, weight=weight, bias=0.5, seed=rank)


@torch.no_grad()
def _loss_of_all(model, X, y, n_processes):
    """The mean loss over the rows of all processes."""
    loss = F.binary_cross_entropy_with_logits(model(X), y)
    if n_processes > 1:
        dist.all_reduce(loss)
    return loss.item() / n_processes


def _trained_alone(n_processes, options):
    """What one process learns from the rows of all."""
    shares = [_share(rank, n_processes, options) for rank in range(n_processes)]
    X, y = (torch.cat(parts) for parts in zip(*shares, strict=True))
    model = at_zero(options.features)
    train(model, X, y, lr=options.lr, n_steps=options.steps)
    return model


def gather(model, n_processes):
    """The parameters in each process, shape (n_processes, n_features + 1)."""
    own = torch.cat([parameter.detach().ravel() for parameter in model.parameters()])
    rows = [torch.empty_like(own) for _ in range(n_processes)]
    if n_processes == 1:
        return own[None]
    dist.all_gather(rows, own)
    return torch.stack(rows)


def _this_machine_only():
    """Let processes on one machine talk over its loopback, whatever its name resolves to."""
    loopback = {"linux": "lo", "darwin": "lo0"}.get(sys.platform)
    if loopback and os.environ.get("LOCAL_WORLD_SIZE") == os.environ["WORLD_SIZE"]:
        os.environ.setdefault("GLOO_SOCKET_IFNAME", loopback)


if __name__ == "__main__":
    sys.exit(main())
