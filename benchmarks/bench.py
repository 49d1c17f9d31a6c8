"""Speed, as ratios: each thing beside what it is measured against, in interleaved rounds of one run.

Medians over the rounds, one thread. A ratio below the goal is met; the absolute times are there
to read, and depend on the machine.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"


def compare(title, ours, theirs, *, goal, rounds, setup=lambda: ()):
    """Time `ours` and `theirs` in turn, each on fresh arguments, and print the ratio of medians."""
    times = {ours: [], theirs: []}
    warm_up = min(5, rounds // 3)  # until memory once touched is used again
    for i in range(warm_up + rounds):
        for function in (ours, theirs):
            arguments = setup()
            start = time.perf_counter()
            function(*arguments)
            if i >= warm_up:
                times[function].append(time.perf_counter() - start)
    mine, other = statistics.median(times[ours]), statistics.median(times[theirs])
    verdict = "met" if mine / other <= goal else "MISSED"
    times = f"{1e3 * mine:>10.2f} {1e3 * other:>10.2f} {mine / other:>6.3f} {goal:>6.2f}"
    print(f"{title:<62} {times}  {verdict}", flush=True)
    return mine / other <= goal


def bench_fit():
    import torch
    from torch import nn

    from course_utils.data import reference_example
    from course_utils.training import fit

    def article(model, X, y):
        """The article's loop, recording what `fit` records."""
        optimizer, bce, record = torch.optim.SGD(model.parameters(), lr=0.1), nn.BCELoss(), []
        for _ in range(2000):
            optimizer.zero_grad()
            loss = bce(torch.sigmoid(model(X)), y)
            loss.backward()
            optimizer.step()
            record.append((loss.item(), model.weight.item(), model.bias.item()))
        return record

    def written_out():
        model, X, y = reference_example()
        return model.linear, X, y

    history = fit(*reference_example())
    identical = article(*written_out()) == list(zip(history.loss, history.weight, history.bias, strict=True))
    print(f"fit and the article's loop, 2,000 epochs, bit-identical: {identical}")

    def article_from_reference(model, X, y):
        return article(model.linear, X, y)

    met = compare("fit | the article's loop", fit, article_from_reference, goal=0.6, rounds=9, setup=reference_example)
    return identical and met


def bench_counts():
    import numpy as np
    from sklearn.metrics import roc_curve

    from course_utils.metrics import counts_at_every_threshold

    met = True
    for n_samples in (100_000, 1_000_000):
        generator = np.random.default_rng(0)
        y = (generator.random(n_samples) < 0.3).astype(np.int64)
        p = (1 / (1 + np.exp(-generator.normal(y, 1.0)))).astype(np.float32)
        counts = counts_at_every_threshold(y, p)
        fpr, tpr, thresholds = roc_curve(y, p, drop_intermediate=False)
        equal = (
            np.array_equal(counts.false_positive_rate, fpr)
            and np.array_equal(counts.recall, tpr)
            and np.array_equal(counts.thresholds, thresholds)
        )
        print(f"counts at every threshold and roc_curve, {n_samples:,} samples, exactly equal: {equal}")

        def theirs(y, p):
            return roc_curve(y, p, drop_intermediate=False)

        met &= equal & compare(
            f"counts at every threshold | roc_curve, {n_samples:,} float32", counts_at_every_threshold, theirs,
            goal=0.15, rounds=4_000_000 // n_samples + 11, setup=lambda y=y, p=p: (y, p),
        )  # fmt: skip
    return met


def bench_surface():
    import numpy as np

    from course_utils.data import reference_example
    from course_utils.training import loss_surface

    _, X, y = reference_example()
    weights, biases = np.linspace(-1, 2, 200), np.linspace(-8, 4, 200)

    def plain(X, y, weights, biases):
        """The formula over all samples at once."""
        x, y = X.numpy().ravel().astype(float), y.numpy().ravel()
        p = 1 / (1 + np.exp(-(weights[None, :, None] * x + biases[:, None, None])))
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean(axis=-1)

    same = np.allclose(loss_surface(X, y, weights, biases), plain(X, y, weights, biases), rtol=1e-9)
    print(f"loss surface and plain NumPy agree to 9 digits: {same}")
    return same & compare(
        "loss surface, 200 × 200 | plain NumPy", loss_surface, plain,
        goal=0.25, rounds=31, setup=lambda: (X, y, weights, biases),
    )  # fmt: skip


def logistic_data(n_samples, n_features=20):
    import torch

    from course_utils.data import make_logistic_data

    return make_logistic_data(n_samples, weight=torch.linspace(-1, 1, n_features), bias=-1.0, seed=0)


def bench_newton():
    """`fit_newton` against scikit-learn's lbfgs, its memory, and its time from 10,000 to 10,000,000 rows."""
    from sklearn.linear_model import LogisticRegression as ScikitLearn

    from course_utils.functional import binary_cross_entropy_with_logits
    from course_utils.models import LogisticRegression
    from course_utils.newton import fit_newton

    X, y = logistic_data(1_000_000)
    X_array, y_array = X.numpy(), y.numpy().ravel()

    def ours():
        model = LogisticRegression(20)
        fit_newton(model, X, y)
        return model

    def theirs():
        return ScikitLearn(C=float("inf")).fit(X_array, y_array)

    sklearn = theirs()
    logits = torch_column(sklearn.decision_function(X_array.astype("float64")))
    losses = (
        binary_cross_entropy_with_logits(ours()(X).double(), y.double()).item(),
        binary_cross_entropy_with_logits(logits, y.double()).item(),
    )
    lower = losses[0] <= losses[1] + 1e-9
    print(f"loss of fit_newton {losses[0]:.9f}, of scikit-learn {losses[1]:.9f}; no higher: {lower}")
    met = lower & compare("fit_newton, 1,000,000 × 20 float32 | scikit-learn lbfgs", ours, theirs, goal=0.95, rounds=9)

    memory = float(run_and_read(sys.executable, "benchmarks/memory.py"))
    print(f"memory of fit_newton beyond 2,000,000 × 20 float32: {memory:.0f} MB (goal: at most 32)")
    return met & (memory <= 32) & bench_growth()


def bench_growth():
    """Time a row of `fit_newton`, from few rows to many: the data double, and so should the time, no more."""
    from course_utils.models import LogisticRegression
    from course_utils.newton import fit_newton

    sizes = (10_000, 100_000, 1_000_000, 10_000_000)
    X, y = logistic_data(sizes[-1])
    seconds = {size: [] for size in sizes}
    for _ in range(3):
        for size in sizes:
            start = time.perf_counter()
            for _ in range(max(1, 300_000 // size)):
                fit_newton(LogisticRegression(20), X[:size], y[:size])
            seconds[size].append((time.perf_counter() - start) / max(1, 300_000 // size))
    a_row = {size: 1e9 * min(times) / size for size, times in seconds.items()}
    for size in sizes:
        print(f"fit_newton, {size:>10,} rows: {1e3 * min(seconds[size]):>8.1f} ms, {a_row[size]:.0f} ns a row")
    return a_row[sizes[-1]] <= 1.5 * a_row[sizes[0]]


def bench_forty():
    """Forty rows to within a millionth of the lowest loss, against scikit-learn's lbfgs."""
    from sklearn.linear_model import LogisticRegression as ScikitLearn

    from course_utils.data import reference_example
    from course_utils.newton import fit_newton
    from course_utils.training import loss_surface

    _, X, y = reference_example()
    X_array, y_array = X.numpy(), y.numpy().ravel()
    solver = ScikitLearn(C=float("inf"))

    def ours(model):
        return fit_newton(model, X, y)

    def theirs(model):
        return solver.fit(X_array, y_array)

    model, _, _ = reference_example()
    ours(model)
    theirs(model)
    weights, biases = [model.linear.weight.item(), solver.coef_.item()], [model.linear.bias.item(), *solver.intercept_]
    above = loss_surface(X, y, weights, biases).diagonal() - 0.53856455
    print(f"above the lowest loss: fit_newton {above[0]:.0e}, scikit-learn {above[1]:.0e}")
    met = bool((above < 1e-6).all())
    return met & compare(
        "fit_newton, 40 rows | scikit-learn lbfgs", ours, theirs, goal=0.25, rounds=301,
        setup=lambda: (reference_example().model,),
    )  # fmt: skip


def bench_batches():
    """An epoch of mini-batches in `fit` against the same epoch with a plain DataLoader."""
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    from course_utils.data_parallel import at_zero
    from course_utils.training import fit

    X, y = logistic_data(100_000)
    bce = torch.nn.BCEWithLogitsLoss()

    def ours(model):
        fit(model, X, y, lr=0.1, n_epochs=1, batch_size=100)

    def theirs(model):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for X_batch, y_batch in DataLoader(TensorDataset(X, y), batch_size=100, shuffle=True):
            optimizer.zero_grad()
            bce(model(X_batch), y_batch).backward()
            optimizer.step()

    return compare(
        "an epoch of 1,000 batches: fit | DataLoader", ours, theirs, goal=0.3, rounds=9, setup=lambda: (at_zero(20),)
    )


def bench_processes():
    """A step of data-parallel training: two processes against one, on few rows and on many."""
    module = ("-m", "course_utils.data_parallel", "--time")
    torchrun = ("-m", "torch.distributed.run", "--standalone", "--local-addr", "localhost", "--nproc-per-node", "2")
    print(f"{'microseconds a step, the least of 5 runs':<42}{'1 process':>12}{'2 processes':>13}{'ratio':>8}")
    ratios = {}
    for rows, steps in ((200, 2000), (2_000_000, 20)):
        size = ("--rows", str(rows), "--steps", str(steps))
        times = {(): [], torchrun: []}
        for _ in range(5):
            for starter in times:
                printed = run_and_read(sys.executable, *starter, *module, *size)
                times[starter].append(float(printed.split()[-1]))
        one, two = min(times[()]), min(times[torchrun])
        ratios[rows] = two / one
        print(f"{f'{rows:,} rows, {steps:,} steps':<42}{one:>12.0f}{two:>13.0f}{two / one:>8.2f}", flush=True)
    return ratios[200] > 1 > ratios[2_000_000]


def torch_column(values):
    import torch

    return torch.from_numpy(values).reshape(-1, 1)


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)


def run_and_read(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def bench_import():
    return compare(
        "import course_utils | bare Python",
        lambda: run(sys.executable, "-c", "import course_utils"), lambda: run(sys.executable, "-c", "pass"),
        goal=1.5, rounds=25,
    )  # fmt: skip


def bench_notebooks():
    pytest = (sys.executable, "-m", "pytest", "-q", "--nbval")
    ours = (*pytest, "--nbval-current-env", "--nbval-cell-timeout=60", "-n", "2", "--dist", "loadfile", *NOTEBOOKS)
    return compare(
        "all notebooks: make nbval | pytest --nbval", lambda: run(*ours), lambda: run(*pytest, *NOTEBOOKS),
        goal=0.7, rounds=3,
    )  # fmt: skip


def bench_checks():
    """From `check` to its words, for every solution, in the process that answers are tried in."""
    from course_utils.exercises import _answers, _process

    with tempfile.TemporaryDirectory() as folder:
        os.environ["COURSE_PROGRESS"] = str(Path(folder) / "progress.jsonl")
        start = time.perf_counter()
        _process.start()
        slowest = {}
        for number, exercise in _answers.exercises().items():
            answer = exercise.right if exercise.is_function else exercise.right()
            seconds = []
            for _ in range(5):
                if not _answers.grade(number, answer).startswith("✔"):
                    raise RuntimeError(f"the solution of exercise {number} was not accepted")
                seconds.append(time.perf_counter() - start)
                start = time.perf_counter()
            if not slowest:
                print(f"first check, with the start of its process: {seconds[0]:.2f} s")
            kind = "training" if "optimizer" in exercise.solution else "other"
            slowest[kind] = max(slowest.get(kind, (0, "")), (statistics.median(seconds[1:]), number))
        _process.start().kill()
    for kind, goal in (("other", 1), ("training", 3)):
        seconds, number = slowest[kind]
        print(f"slowest check, {kind} exercises: {number}, {seconds:.3f} s (goal: under {goal} s)")
    return slowest["other"][0] < 1 and slowest["training"][0] < 3


def bench_decks():
    """Decks and site of all notebooks, against nbconvert on the same notebooks one by one."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def ours():
            shutil.rmtree(folder / "executed", ignore_errors=True)  # each round runs every notebook anew
            for command in ("slides", "site"):
                places = ("--output", folder / command, "--cache", folder / "executed")
                run(sys.executable, "-m", "course_tools.cli", command, "--jobs", "2", *places, *NOTEBOOKS)

        def theirs():
            for path in NOTEBOOKS:
                for kind in ("slides", "html"):
                    places = ("--output-dir", folder / "nbconvert")
                    run(sys.executable, "-m", "nbconvert", "--to", kind, "--execute", *places, path)

        met = compare(f"decks and site, {len(NOTEBOOKS)} notebooks | nbconvert", ours, theirs, goal=0.6, rounds=3)
        largest = max((folder / "slides").glob("*.html"), key=lambda path: path.stat().st_size)
        size = largest.stat().st_size / 1e6
    print(f"largest deck: {largest.name}, {size:.1f} MB (goal: at most 6)")
    return met and size <= 6


def bench_live():
    from live import measure, p95

    ours, theirs, late = measure()
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"slider to drawn value, {len(ours)} moves: threshold explorer median {statistics.median(ours):.0f} ms, "
        f"p95 {p95(ours):.0f} ms; interact + plt.show() median {statistics.median(theirs):.0f} ms, "
        f"p95 {p95(theirs):.0f} ms"
    )
    print(f"changes that arrived after the release: {late}")
    met = ratio <= 0.2 and p95(ours) <= 50 and late == 0
    times = f"{statistics.median(ours):>10.2f} {statistics.median(theirs):>10.2f} {ratio:>6.3f} {0.2:>6.2f}"
    print(f"{'slider to drawn value, in Lab | interact + plt.show()':<62} {times}  {'met' if met else 'MISSED'}")
    return met


def bench_homework():
    """40 honest submissions of hw2, graded by `course grade` and by stock `nbgrader autograde`."""
    from support.homework import measure

    return measure()


BENCHES = {
    "fit": bench_fit,
    "counts": bench_counts,
    "surface": bench_surface,
    "newton": bench_newton,
    "forty": bench_forty,
    "batches": bench_batches,
    "processes": bench_processes,
    "import": bench_import,
    "notebooks": bench_notebooks,
    "checks": bench_checks,
    "decks": bench_decks,
    "live": bench_live,
    "homework": bench_homework,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], help="which ones (default: all)")
    names = parser.parse_args().names or list(BENCHES)
    try:
        import torch

        torch.set_num_threads(1)
        print(f"{'ours | theirs':<62} {'ours ms':>10} {'theirs ms':>10} {'ratio':>6} {'goal':>6}")
        met = [BENCHES[name]() for name in names]
    except KeyboardInterrupt:
        return 130
    print(f"\n{sum(map(bool, met))} of {len(met)} goals met")
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
