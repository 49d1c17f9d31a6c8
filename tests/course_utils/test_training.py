"""course_utils.training: the article's loop bit for bit, its figures, the optimum and the surface."""

import functools
import io
import math

import numpy as np
import pytest
import torch
from support.rows import each_row
from torch import nn

from course_utils import _fit_bar
from course_utils.data import make_overlapping_classes, reference_example
from course_utils.metrics import confusion_counts
from course_utils.models import LogisticRegression, at_zero
from course_utils.newton import fit_newton
from course_utils.training import DivergenceError, FitInterrupted, History, fit, loss_surface

# a figure printed to 5 digits is up to 0.5e-5 off; a few float32 steps (2.4e-7 at 3.17) come on top,
# since CPUs differ in the 7th digit
FIVE_DIGITS = 0.5e-5 + 4 * 2.4e-7


def article_loop(linear, X, y, lr, n_epochs):
    """Loss, weights and bias of every epoch, by the loop as the article writes it."""
    criterion, optimizer = nn.BCELoss(), torch.optim.SGD(linear.parameters(), lr=lr)
    losses, weights, biases = [], [], []
    for _ in range(n_epochs):
        loss = criterion(torch.sigmoid(linear(X)), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        weights.append(linear.weight[0].tolist())
        biases.append(linear.bias.item())
    return np.array(losses), np.array(weights), np.array(biases)


def many_features(n_samples=17, n_features=13, dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(n_samples, n_features, dtype=dtype, generator=generator)
    y = (X[:, :1] + torch.randn(n_samples, 1, dtype=dtype, generator=generator) > 0).to(dtype)
    return X, y


@pytest.fixture(scope="module")
def trained():
    """The reference example after its 2,000 epochs: model, X, y and history."""
    model, X, y = reference_example()
    return model, X, y, fit(model, X, y)


@pytest.fixture(scope="module")
def optimum():
    """Weight, bias and loss of the exact optimum, by Newton's method in float64."""
    _, X, y = reference_example()
    A = np.column_stack([X.numpy(), np.ones(40)]).astype(np.float64)
    y = y.numpy().ravel().astype(np.float64)
    theta = np.zeros(2)
    for _ in range(20):
        p = 1 / (1 + np.exp(-A @ theta))
        theta -= np.linalg.solve(A.T @ (A * (p * (1 - p))[:, None]), A.T @ (p - y))
    z = A @ theta
    return *theta, np.mean(np.logaddexp(0, z) - y * z)


# ------------------------------------------------------------ the trajectory


@pytest.mark.slow
def test_every_epoch_is_that_of_the_articles_loop(trained):
    model, X, y, history = trained
    linear = reference_example().model.linear
    losses, weights, biases = article_loop(linear, X, y, 0.1, 2000)
    np.testing.assert_array_equal(history.loss, losses)
    np.testing.assert_array_equal(history.weight, weights[:, 0])
    np.testing.assert_array_equal(history.bias, biases)
    assert torch.equal(model.linear.weight, linear.weight)
    assert torch.equal(model.linear.bias, linear.bias)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_every_epoch_is_that_of_the_articles_loop_with_many_features(dtype):
    X, y = many_features(dtype=dtype)
    model, linear = LogisticRegression(13).to(dtype), nn.Linear(13, 1, dtype=dtype)
    with torch.no_grad():
        linear.weight.copy_(model.linear.weight)
        linear.bias.copy_(model.linear.bias)
    start = model.linear.weight[0].tolist(), model.linear.bias.item()

    history = fit(model, X, y, lr=0.3, n_epochs=200)

    losses, weights, biases = article_loop(linear, X, y, 0.3, 200)
    np.testing.assert_array_equal(history.loss, losses)
    np.testing.assert_array_equal(history.weight, weights)
    np.testing.assert_array_equal(history.bias, biases)
    assert history.weight.shape == (200, 13)
    assert history.initial_weight.tolist() == start[0]
    assert history.initial_bias == start[1]
    assert model.linear.weight[0].tolist() == history.weight[-1].tolist()


@pytest.mark.slow
def test_reference_figures(trained):
    model, _, _, history = trained
    assert history.loss[0] == pytest.approx(1.99918, abs=FIVE_DIGITS)
    assert history.loss[-1] == pytest.approx(0.53861, abs=FIVE_DIGITS)
    assert history.weight[-1] == pytest.approx(0.61276, abs=FIVE_DIGITS)
    assert history.bias[-1] == pytest.approx(-3.17314, abs=FIVE_DIGITS)
    # -b / w: errors of both figures, in units of w
    assert model.decision_boundary() == pytest.approx(5.178, abs=0.5e-3 + 2e-6)


@pytest.mark.slow
def test_reference_counts(trained):
    model, X, y, _ = trained
    by_p = confusion_counts(y, model.predict_proba(X), 0.5)
    assert (by_p.tp, by_p.fp, by_p.fn, by_p.tn) == (14, 7, 6, 13)
    by_x = confusion_counts(y, X, 5)
    assert (by_x.tp, by_x.fp, by_x.fn, by_x.tn) == (15, 7, 5, 13)
    # the same cut on the logit, and by the model itself
    assert repr(confusion_counts(y, model(X), 0)) == repr(by_p).replace("0.5", "0")
    assert model.predict(X).sum() == 14 + 7


@pytest.mark.slow
def test_data_first_ends_elsewhere():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(42)
        X = torch.cat([torch.rand(20) * 7, torch.rand(20) * 7 + 3]).reshape(-1, 1)
        model = LogisticRegression()
    history = fit(model, X, reference_example().y)
    assert history.loss[0] == pytest.approx(0.762, abs=0.001)
    assert history.loss[-1] == pytest.approx(0.590, abs=0.001)
    assert history.weight[-1] == pytest.approx(0.497, abs=0.001)
    assert history.bias[-1] == pytest.approx(-2.653, abs=0.001)


def test_the_optimum_is_close_and_not_reached(trained, optimum):
    *_, history = trained
    weight, bias, loss = optimum
    assert weight == pytest.approx(0.624772, abs=0.5e-6)
    assert bias == pytest.approx(-3.241625, abs=0.5e-6)
    assert loss == pytest.approx(0.53856455, abs=0.5e-8)
    assert 1e-5 < history.loss[-1] - loss < 1e-4
    assert 0.01 < weight - history.weight[-1] < 0.02


def test_a_fit_goes_on_from_where_the_model_is(trained):
    _, X, y, whole = trained
    model = reference_example().model
    first, second = fit(model, X, y, n_epochs=13), fit(model, X, y, n_epochs=17)
    assert second.initial_weight == first.weight[-1]
    assert second.initial_bias == first.bias[-1]
    np.testing.assert_array_equal(np.append(first.loss, second.loss), whole.loss[:30])
    np.testing.assert_array_equal(np.append(first.weight, second.weight), whole.weight[:30])


def test_a_model_that_starts_at_the_optimum_may_stay_there(optimum):
    weight, bias, loss = optimum
    _, X, y = reference_example()
    history = fit(LogisticRegression.from_parameters(weight, bias), X, y, n_epochs=300)
    assert history.loss == pytest.approx(np.full(300, loss), rel=1e-6)


def test_the_step_is_lr_times_the_gradient():
    X, y = torch.tensor([[2.0], [4.0]]), torch.tensor([[0.0], [1.0]])
    model = LogisticRegression.from_parameters(0, 0)
    history = fit(model, X, y, lr=0.5, n_epochs=1)
    # all p are 1/2: the gradient is (2 / 2 - 4 / 2) / 2 = -1/2 for the weight and 0 for the bias
    assert history.loss.tolist() == [pytest.approx(math.log(2), rel=1e-7)]
    assert history.weight.tolist() == [0.25]
    assert history.bias.tolist() == [0]
    assert len(history) == 1


def test_a_fit_leaves_gradients_data_and_generator_alone():
    model, X, y = reference_example()
    copies = X.clone(), y.clone()
    state = torch.get_rng_state()
    fit(model, X, y, n_epochs=13)
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(X, copies[0])
    assert torch.equal(y, copies[1])
    assert model.linear.weight.grad is None
    assert model.linear.weight.requires_grad
    # the parameters are still the ones an optimiser may hold
    article_loop(model.linear, X, y, 0.1, 1)
    assert model.linear.weight.grad is not None


# ------------------------------------------------ mini-batches, optimizers, penalty


def torch_loop(model, X, y, make_optimizer, batches, n_epochs, *, weight_decay=0.0, pos_weight=1.0):
    """The same training in PyTorch's own words: loss of all rows at each epoch's begin, and the last parameters."""
    optimizer = make_optimizer(model.parameters())
    bce = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(pos_weight, dtype=X.dtype))

    def loss_of(X, y):
        return bce(model.linear(X), y) + weight_decay / 2 * (model.linear.weight**2).sum()

    losses = []
    for _ in range(n_epochs):
        losses.append(loss_of(X, y).item())
        for rows in batches():

            def closure(rows=rows):
                optimizer.zero_grad()
                loss = loss_of(X[rows], y[rows])
                loss.backward()
                return loss

            optimizer.step(closure)
    return np.array(losses), model.linear.weight.detach().numpy()[0], model.linear.bias.item()


def shuffled(n_samples, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    return lambda: torch.randperm(n_samples, generator=generator).split(batch_size)


NESTEROV = functools.partial(torch.optim.SGD, momentum=0.5, nesterov=True)
TORCHS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.05),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "adam": lambda p: torch.optim.Adam(p, lr=0.05),
    "lbfgs": lambda p: torch.optim.LBFGS(p, lr=0.05, max_iter=1),
    torch.optim.RMSprop: lambda p: torch.optim.RMSprop(p, lr=0.05),
    NESTEROV: lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.5, nesterov=True),
}


# each optimizer on all rows and on batches; each size of batch, with a last one that is whole, smaller, of one row
WALKS = [
    ("sgd", None), ("sgd", 5), ("momentum", 17), ("momentum", 4), ("adam", None), ("adam", 1), ("lbfgs", 100),
    ("lbfgs", 5), (torch.optim.RMSprop, None), (NESTEROV, 5),
]


@pytest.mark.slow
@each_row(("optimizer", "batch_size"), WALKS, ids=str)
def test_every_optimizer_walks_as_in_torchs_own_loop(optimizer, batch_size):
    X, y = many_features(dtype=torch.float64)
    n_rows = min(batch_size or 17, 17)
    models = [LogisticRegression(13).double() for _ in range(2)]
    models[1].load_state_dict(models[0].state_dict())
    settings = {"weight_decay": 0.1, "pos_weight": 2.5}
    history = fit(
        models[0], X, y, lr=0.05, n_epochs=7, batch_size=batch_size, optimizer=optimizer, seed=3, **settings
    )
    batches = shuffled(17, n_rows, 3) if n_rows < 17 else lambda: [torch.arange(17)]
    losses, weight, bias = torch_loop(models[1], X, y, TORCHS[optimizer], batches, 7, **settings)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-10)
    np.testing.assert_allclose(history.weight[-1], weight, rtol=1e-8, atol=1e-12)
    assert history.bias[-1] == pytest.approx(bias, rel=1e-8, abs=1e-12)
    assert torch.equal(models[0].linear.weight[0], torch.from_numpy(history.weight[-1]))
    assert history.updates_per_epoch == math.ceil(17 / n_rows)
    assert history.n_updates == 7 * math.ceil(17 / n_rows)
    assert models[0].linear.weight.grad is None


def test_a_batch_of_all_rows_is_the_articles_loop():
    history = fit(*reference_example(), batch_size=40, n_epochs=50)
    np.testing.assert_array_equal(history.loss, fit(*reference_example(), n_epochs=50).loss)


def test_loss_from_logits_is_that_from_probabilities_but_for_rounding():
    plain = fit(*reference_example(), n_epochs=200)
    other = fit(*reference_example(), n_epochs=200, optimizer=torch.optim.SGD)
    np.testing.assert_allclose(other.loss, plain.loss, rtol=1e-5)


def test_each_row_is_seen_once_an_epoch(monkeypatch):
    X = torch.arange(1.0, 14).reshape(-1, 1)
    y = (torch.arange(13) % 2).float().reshape(-1, 1)
    seen, addmm = [], torch.addmm
    monkeypatch.setattr(torch, "addmm", lambda b, X, w: (seen.append(X.ravel().tolist()), addmm(b, X, w))[1])
    fit(LogisticRegression(), X, y, lr=1e-4, n_epochs=2, batch_size=5, seed=0)
    epochs = [seen[:4], seen[4:]]
    for whole, *batches in epochs:
        assert whole == list(range(1, 14))
        assert [len(batch) for batch in batches] == [5, 5, 3]
        assert sorted(row for batch in batches for row in batch) == whole
    assert epochs[0][1] != epochs[1][1]  # shuffled anew


def test_seed_decides_and_without_one_the_global_generator():
    def path(seed):
        model, X, y = reference_example()
        return fit(model, X, y, batch_size=7, n_epochs=3, lr=0.01, seed=seed).weight

    state = torch.get_rng_state()
    np.testing.assert_array_equal(path(1), path(1))
    assert (path(1) != path(2)).any()
    assert torch.equal(torch.get_rng_state(), state)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        first = path(None)
        assert (path(None) != first).any()
        torch.manual_seed(5)
        np.testing.assert_array_equal(path(None), first)


def test_weight_decay_pulls_the_weight_and_leaves_the_bias():
    X, y = torch.zeros(4, 1), torch.tensor([[0.0], [1.0], [1.0], [1.0]])
    model = LogisticRegression.from_parameters(2.0, 1.0)
    history = fit(model, X, y, lr=0.5, n_epochs=1, weight_decay=0.1)
    assert history.weight[0] == pytest.approx(2 - 0.5 * 0.1 * 2, rel=1e-6)
    assert history.bias[0] == pytest.approx(1 - 0.5 * (1 / (1 + math.exp(-1)) - 0.75), rel=1e-6)
    assert history.loss[0] == pytest.approx(math.log1p(math.exp(1)) - 0.75 + 0.1 / 2 * 4, rel=1e-6)


def test_pos_weight_counts_the_positives():
    # at p = 1/2 a row of weight w pulls the bias by w / 2: two negatives by 1, one positive by 3 / 2, mean of three
    X, y = torch.zeros(3, 1), torch.tensor([[0.0], [0.0], [1.0]])
    history = fit(LogisticRegression.from_parameters(0, 0), X, y, lr=1.0, n_epochs=1, pos_weight=3)
    assert history.bias[0] == pytest.approx((1.5 - 1) / 3, rel=1e-6)
    assert history.loss[0] == pytest.approx(5 / 3 * math.log(2), rel=1e-6)


@pytest.mark.slow
def test_all_optimizers_reach_the_optimum(optimum):
    weight, bias, loss = optimum
    for optimizer, lr, n_epochs in (("lbfgs", 1, 60), ("momentum", 0.2, 400), ("adam", 0.3, 400)):
        model, X, y = reference_example()
        history = fit(model, X, y, optimizer=optimizer, lr=lr, n_epochs=n_epochs)
        assert history.loss[-1] == pytest.approx(loss, rel=1e-5), optimizer
        assert history.path[-1] == pytest.approx([weight, bias], rel=1e-2), optimizer
    model, X, y = reference_example()
    assert history.loss[-1] == pytest.approx(fit_newton(model, X, y).loss[-1], rel=1e-5)


def test_wrong_answers_that_are_certain_still_teach_from_the_logits():
    X, y = torch.tensor([[-1.0], [1.0]]), torch.tensor([[1.0], [0.0]])
    for batch_size, moved in ((2, False), (1, True)):  # as in notebook 03, and from the logits
        model = LogisticRegression.from_parameters(200.0, 0.0)
        history = fit(model, X, y, n_epochs=1, batch_size=batch_size, seed=0)
        assert (history.weight[0] < 200) == moved


# ------------------------------------------------------------ interruption, progress


@pytest.mark.slow
@pytest.mark.parametrize(("batch_size", "optimizer", "calls"), [
    (None, "sgd", 12), (None, "adam", 12), (7, "sgd", 12 * 7), (7, "momentum", 12 * 7 + 3), (1, "sgd", 500),
])
def test_ctrl_c_keeps_the_whole_epochs_and_puts_the_model_there(monkeypatch, batch_size, optimizer, calls):
    settings = {"batch_size": batch_size, "optimizer": optimizer, "lr": 0.01, "seed": 0}
    whole = fit(*reference_example(), n_epochs=20, **settings)
    model, X, y = reference_example()
    done, addmm = [], torch.addmm

    def interrupted(*arguments):
        done.append(1)
        if len(done) > calls:
            raise KeyboardInterrupt
        return addmm(*arguments)

    monkeypatch.setattr(torch, "addmm", interrupted)
    with pytest.raises(FitInterrupted) as caught:
        fit(model, X, y, n_epochs=20, **settings)
    history = caught.value.history
    n_epochs = calls // (whole.updates_per_epoch + (batch_size is not None))
    assert isinstance(caught.value, KeyboardInterrupt)
    assert str(caught.value).startswith(f"fit interrupted after {n_epochs} whole epochs")
    assert len(history) == len(history.weight) == len(history.bias) == n_epochs
    np.testing.assert_array_equal(history.loss, whole.loss[:n_epochs])
    np.testing.assert_array_equal(history.path, whole.path[: n_epochs + 1])
    assert [model.linear.weight.item(), model.linear.bias.item()] == history.path[-1].tolist()


def test_interrupted_at_once_the_history_is_empty(monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "addmm", interrupt)
    model, X, y = reference_example()
    with pytest.raises(FitInterrupted) as caught:
        fit(model, X, y)
    assert repr(caught.value.history) == "History(0 epochs)"
    assert caught.value.history.path.shape == (1, 2)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(monkeypatch, stream, seconds_between=0.5, **settings):
    """What a fit of 20 epochs writes to stderr when each look at the clock is `seconds_between` later."""
    clock = iter(np.arange(10_000) * seconds_between)
    monkeypatch.setattr(_fit_bar.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(_fit_bar.sys, "stderr", stream)
    fit(*reference_example(), n_epochs=20, **settings)
    return stream.getvalue()


def test_a_long_fit_tells_how_far_it_is_on_a_terminal_only(monkeypatch, capsys):
    text = written(monkeypatch, Terminal())
    lines = text.split("\r")
    # 2 seconds are over at the fourth look
    assert lines[1].startswith("4 of 20 epochs, loss 0.")
    assert "2 s. Ctrl-C keeps the history" in lines[1]
    assert lines[-3].startswith("20 of 20 epochs")
    assert set(lines[-2]) == {" "}  # wiped
    assert len(lines[-2]) >= len(lines[-3].rstrip())
    assert lines[-1] == ""
    assert written(monkeypatch, io.StringIO()) == ""
    assert written(monkeypatch, Terminal(), progress=False) == ""
    assert "of 20 epochs" in written(monkeypatch, io.StringIO(), progress=True)
    assert "of 20 epochs" in written(monkeypatch, Terminal(), batch_size=7, lr=0.01)
    assert capsys.readouterr().out == ""


def test_a_short_fit_tells_nothing(monkeypatch):
    assert written(monkeypatch, Terminal(), seconds_between=0.09) == ""


def test_a_fit_without_stderr_is_no_error(monkeypatch):
    monkeypatch.setattr(_fit_bar.sys, "stderr", None)
    fit(*reference_example(), n_epochs=3)


# -------------------------------------------------------------------- threads


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def threads_during_fit(monkeypatch, X, y):
    """How many threads torch had while the model was trained."""
    seen, sigmoid = [], torch.sigmoid
    with monkeypatch.context() as patch:
        patch.setattr(torch, "sigmoid", lambda z: (seen.append(torch.get_num_threads()), sigmoid(z))[1])
        fit(LogisticRegression(X.shape[1]), X, y, n_epochs=1)
    return seen


@pytest.mark.slow
@pytest.mark.usefixtures("two_threads")
def test_small_data_are_trained_on_one_thread_and_large_data_on_all(monkeypatch):
    for shape, n_threads in (((99_999, 1), 1), ((100_000, 1), 2), ((13, 17), 1), ((1000, 100), 2)):
        y = (torch.arange(shape[0]) % 2).float().reshape(-1, 1)
        assert threads_during_fit(monkeypatch, torch.zeros(shape), y) == [n_threads]
        assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_the_thread_count_comes_back_after_an_interruption(monkeypatch):
    def interrupt(z):
        raise KeyboardInterrupt

    monkeypatch.setattr(torch, "sigmoid", interrupt)
    with pytest.raises(KeyboardInterrupt):
        fit(*reference_example())
    assert torch.get_num_threads() == 2


# -------------------------------------------------------------------- history


def test_path_starts_before_the_first_epoch_and_ends_at_the_model(trained):
    model, _, _, history = trained
    assert history.path.shape == (2001, 2)
    assert history.path[0].tolist() == [history.initial_weight, history.initial_bias]
    start = reference_example().model.linear
    assert history.path[0].tolist() == [start.weight.item(), start.bias.item()]
    np.testing.assert_array_equal(history.path[1:, 0], history.weight)
    np.testing.assert_array_equal(history.path[1:, 1], history.bias)
    assert history.path[-1].tolist() == [model.linear.weight.item(), model.linear.bias.item()]


def test_history_in_words(trained):
    *_, history = trained
    assert len(history) == 2000
    assert history.lr == 0.1
    assert repr(history) == "History(2000 epochs: loss 1.999 -> 0.539, weight 0.613, bias -3.173)"
    several = History(
        loss=np.array([0.7, 0.65]),
        weight=np.array([[0.0, 0.0], [0.5, -0.25]]),
        bias=np.array([0.0, 0.125]),
        initial_weight=np.zeros(2), initial_bias=0.0, lr=0.1,
    )
    assert repr(several) == "History(2 epochs: loss 0.700 -> 0.650, weight [ 0.500 -0.250], bias 0.125)"


def test_history_cannot_be_changed(trained):
    *_, history = trained
    with pytest.raises(AttributeError, match="cannot assign"):
        history.lr = 1.0


def test_histories_are_compared_as_objects_not_array_by_array():
    history, twin = fit(*reference_example(), n_epochs=3), fit(*reference_example(), n_epochs=3)
    assert history == history
    assert history != twin
    assert len({history, twin}) == 2


def test_no_path_in_the_plane_for_several_features(refuses):
    history = fit(LogisticRegression(13), *many_features(), n_epochs=2)
    with refuses(ValueError, "a path in the plane needs one feature; this fit has 13"):
        _ = history.path


# ----------------------------------------------------------------- divergence


def test_a_learning_rate_that_is_too_large_is_reported_with_its_history():
    model, X, y = reference_example()
    with pytest.raises(DivergenceError) as caught:
        fit(model, X, y, lr=20, n_epochs=50)
    assert isinstance(caught.value, ArithmeticError)
    history = caught.value.history
    assert len(history) == 50
    assert history.lr == 20
    assert history.loss[-1] > history.loss[0] == pytest.approx(1.99918, abs=FIVE_DIGITS)
    assert history.weight[-1] == model.linear.weight.item()
    assert str(caught.value) == (
        f"training diverged: after 50 epochs with lr=20 the loss went from 1.999 to {history.loss[-1]:.4g}. "
        "Use a smaller lr, for example a tenth; features of very different scale also need standardising"
    )
    losses, weights, _ = article_loop(reference_example().model.linear, X, y, 20, 50)
    np.testing.assert_array_equal(history.loss, losses)
    np.testing.assert_array_equal(history.weight, weights[:, 0])


def test_an_overflow_ends_the_fit_at_once():
    # all p are 1/2 and the gradient is -(40 + 40) / 2 / 3: times lr, it is too large for float32
    X, y = torch.tensor([[0.0], [40.0], [40.0]]), torch.tensor([[0.0], [1.0], [1.0]])
    with pytest.raises(DivergenceError) as caught:
        fit(LogisticRegression.from_parameters(0, 0), X, y, lr=3e38, n_epochs=50)
    assert "after 1 epochs with lr=3e+38 the parameters overflowed. Use a smaller lr" in str(caught.value)
    history = caught.value.history
    assert len(history) == len(history.weight) == len(history.bias) == 1
    assert history.weight[-1] == math.inf


@pytest.mark.slow
def test_a_model_that_is_perfect_already_has_not_diverged():
    X, y = torch.tensor([[-1.0], [1.0]]), torch.tensor([[0.0], [1.0]])
    for n_epochs in (2, 1000):
        history = fit(LogisticRegression.from_parameters(200, 0), X, y, n_epochs=n_epochs)
        assert history.loss.tolist() == [0] * n_epochs
        assert history.weight.tolist() == [200] * n_epochs


class Told(torch.optim.Optimizer):
    """Goes where it is told, a position (weights, then the bias) for each step."""

    def __init__(self, parameters, lr, positions):
        super().__init__(parameters, {"lr": lr})
        self.positions = iter(positions)

    @torch.no_grad()
    def step(self, closure):
        with torch.enable_grad():
            loss = closure()
        weight, bias = self.param_groups[0]["params"]
        *weights, bias_value = next(self.positions)
        weight.copy_(torch.tensor(weights)[:, None])
        bias.fill_(bias_value)
        return loss


def fit_with_losses(losses, batch_size=None):
    """`fit`, led through these losses of all rows (of log 2 and more): by the bias, where x says nothing."""
    X, y = torch.zeros(2, 1, dtype=torch.float64), torch.tensor([[0.0], [1.0]], dtype=torch.float64)
    # a loss of log(e^(b/2) + e^(-b/2)) = log(2 cosh(b / 2))
    biases = [2 * math.acosh(math.exp(loss) / 2) for loss in losses]
    model = LogisticRegression.from_parameters(0, biases[0]).double()
    steps = 2 // (batch_size or 2)
    positions = [[0, bias] for bias in [*biases[1:], 0] for _ in range(steps)]
    return fit(
        model, X, y, n_epochs=len(losses), batch_size=batch_size,
        optimizer=functools.partial(Told, positions=positions),
    )


def test_a_fit_is_refused_where_it_ends_worse_than_it_began(refuses):
    for losses in ([0.9, 0.8], [0.9, 0.9], [0.9, 0.90088], [0.9, 9.0, 0.9]):
        assert fit_with_losses(losses).loss == pytest.approx(losses, rel=1e-6)
    with refuses(DivergenceError, "after 3 epochs with lr=0.1 the loss went from 0.9 to 0.9009."):
        fit_with_losses([0.9, 0.8, 0.90092])


def test_the_noise_of_mini_batches_is_no_divergence_but_an_explosion_is(refuses):
    history = fit_with_losses([0.8, 1.19], batch_size=1)
    assert history.loss == pytest.approx([0.8, 1.19], rel=1e-6)
    assert history.updates_per_epoch == 2
    with refuses(DivergenceError, "the loss went from 0.8 to 1.21."):
        fit_with_losses([0.8, 1.21], batch_size=1)
    model, X, y = reference_example()
    with pytest.raises(DivergenceError):
        fit(model, X, y, lr=50.0, n_epochs=5, batch_size=1, seed=0)


@each_row("lost", [math.nan, math.inf])
@each_row("place", [0, 1, 2], ids=["first weight", "second weight", "bias"])
def test_parameters_that_are_no_numbers_are_refused_whatever_the_loss(place, lost, refuses):
    X, y = torch.tensor([[-1.0, 0.5], [1.0, 0.5]]), torch.tensor([[0.0], [1.0]])
    there = [1.0, 0.0, 0.0]
    there[place] = lost
    told = functools.partial(Told, positions=[[1.0, 0.0, 0.0], there, [1.0, 0.0, 0.0]])
    with refuses(DivergenceError, "after 2 epochs with lr=0.1 the parameters overflowed"):
        fit(at_zero(2), X, y, n_epochs=3, optimizer=told)


@pytest.mark.slow
@pytest.mark.parametrize("lr", [0.4, 3.0])
def test_a_learning_rate_beyond_the_edge_of_stability_is_refused_on_every_cpu(lr):
    # the edge is 2 / 5.479 = 0.365; beyond it the path is chaotic and may end above or below its start
    model, X, y = reference_example()
    with pytest.raises(DivergenceError, match=f"after 2000 epochs with lr={lr:g} the loss "):
        fit(model, X, y, lr=lr)


@pytest.mark.parametrize(("lr", "n_epochs"), [(0.01, 100), (0.3, 100), (0.3, 1000)])
def test_a_learning_rate_within_it_settles(lr, n_epochs):
    # at 0.3 the loss swings for some hundred epochs, each time less
    model, X, y = reference_example()
    history = fit(model, X, y, lr=lr, n_epochs=n_epochs)
    assert history.loss[-1] < history.loss[0] - 1


@pytest.mark.slow
def test_swings_are_refused_only_late_only_above_one_percent_and_only_at_the_end(refuses):
    falling = [2.0] + [0.8] * 989
    with refuses(DivergenceError, "after 1000 epochs with lr=0.1 the loss still swings between 0.8 and 0.81."):
        fit_with_losses([*falling, 0.8, 0.81, *[0.8] * 8])
    with refuses(DivergenceError, "the loss still swings between 0.8 and 1.5."):
        fit_with_losses([*falling, 1.5, 0.8, 0.81, *[0.8] * 7])  # 1 % of the loss just before, not of 1.5
    # the first rise is the step before the last ten epochs, the second is of less than 1 %
    fit_with_losses([*falling, 0.81, 0.8, 0.8079, *[0.8] * 7])
    fit_with_losses([*falling[1:], 0.8, 0.81, *[0.8] * 8])  # 999 epochs: it may still settle


@pytest.mark.slow
def test_swings_of_mini_batches_are_noise():
    fit_with_losses([0.8] * 999 + [0.9, 0.8], batch_size=1)


# -------------------------------------------------------------------- surface


def surface_of_torch(X, y, weights, biases):
    X, y = X.double(), y.double()
    losses = [[nn.functional.binary_cross_entropy_with_logits(w * X + b, y).item() for w in weights] for b in biases]
    return np.array(losses)


@pytest.mark.parametrize("n", [2, 13, 501])
def test_surface_is_that_of_torch(n):
    X, y = make_overlapping_classes(n - n // 3, n // 3 or 1, seed=n)
    weights, biases = np.linspace(-3, 3, 13), np.linspace(-9, 9, 17)
    surface = loss_surface(X, y, weights, biases)
    assert surface.shape == (17, 13)
    # sums of up to 501 terms in float64
    np.testing.assert_allclose(surface, surface_of_torch(X, y, weights, biases), rtol=1e-12)


def test_surface_keeps_the_small_cost_of_answers_that_are_certain_and_right():
    X, y = torch.tensor([[-1.0], [1.0]]), torch.tensor([[0.0], [1.0]])
    # log(1 + e^-40) is e^-40; as log(1 + e^40) - 40 it would be 0
    np.testing.assert_allclose(loss_surface(X, y, [40.0], [0.0]), [[math.exp(-40)]], rtol=1e-12)


def test_surface_far_out():
    X, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [1.0]])
    # one row right and free, the other wrong by its whole logit
    np.testing.assert_array_equal(loss_surface(X, y, [1e4, -1e4], [0.0]), [[5e3, 1e4]])


def test_surface_rows_follow_biases_and_columns_weights():
    X, y = torch.tensor([[0.0], [4.0]]), torch.tensor([[0.0], [1.0]])
    surface = loss_surface(X, y, weights=[0.0, 1.0, 2.0], biases=[0.0, -2.0])
    for row, bias in enumerate([0.0, -2.0]):
        for col, weight in enumerate([0.0, 1.0, 2.0]):
            expected = (math.log1p(math.exp(bias)) + math.log1p(math.exp(-(4 * weight + bias)))) / 2
            assert surface[row, col] == pytest.approx(expected, rel=1e-13)


def test_surface_and_trajectory_are_one_story(trained, optimum):
    _, X, y, history = trained
    for epoch in (0, 13, 1999):
        weight, bias = history.path[epoch]
        at_start_of_epoch = loss_surface(X, y, [weight], [bias])[0, 0]
        assert history.loss[epoch] == pytest.approx(at_start_of_epoch, rel=1e-6)
    weight, bias, loss = optimum
    around = loss_surface(X, y, weight + np.array([-1e-3, 0, 1e-3]), bias + np.array([-1e-3, 0, 1e-3]))
    assert around[1, 1] == around.min() == pytest.approx(loss, rel=1e-13)


def test_surface_takes_float64_data_and_leaves_the_grid_as_it_was():
    X, y = make_overlapping_classes(13, 17, seed=0)
    weights = np.linspace(-1, 1, 13)
    copy = weights.copy()
    np.testing.assert_array_equal(
        loss_surface(X.double(), y.double(), weights, (0, 1)), loss_surface(X, y, weights, [0.0, 1.0])
    )
    np.testing.assert_array_equal(weights, copy)


# --------------------------------------------------------------------- errors


MODEL, X, Y = at_zero(), torch.zeros(13, 1), (torch.arange(13) % 2).float().reshape(-1, 1)
BAD_INPUT = {
    "X is an array": (lambda: fit(MODEL, X.numpy(), Y), TypeError,
        ["X must be a torch tensor of floats; got ndarray of shape (13, 1)", "Write torch.as_tensor(X"]),
    "y in a line": (lambda: fit(MODEL, X, Y.ravel()), ValueError,
        ["y must be one column, shape (13, 1)", "got (13,)", "Write y.reshape(-1, 1)"]),
    "integer y": (lambda: fit(MODEL, X, Y.long()), TypeError,
        ["y must hold floats", "int64", "Write y.float()"]),
    "label 2": (lambda: fit(MODEL, X, 2 * Y), ValueError,
        ["labels 0 (negative) and 1 (positive)", "found: 2"]),
    "one class": (lambda: fit(MODEL, X, 0 * Y), ValueError, ["only one class: 0 positive and 13 negative"]),
    "NaN": (lambda: fit(MODEL, X * math.nan, Y), ValueError, ["X has 13 NaN or infinite among its 13"]),
    "empty": (lambda: fit(MODEL, X[:0], Y[:0]), ValueError, ["X is empty: its shape is (0, 1)"]),
    "more features than the model": (lambda: fit(MODEL, torch.zeros(13, 2), Y), ValueError,
        ["X must have 1 feature(s), as the model has; got shape (13, 2)"]),
    "dtype of the model": (lambda: fit(MODEL, X.double(), Y.double()), TypeError,
        ["the dtype of the model, torch.float32; got torch.float64",
         "Write X.to(torch.float32) and y.to(torch.float32)"]),
    "no LogisticRegression": (lambda: fit(nn.Linear(1, 1), X, Y), TypeError,
        ["model must be a LogisticRegression; got Linear"]),
    "arguments in another order": (lambda: fit(X, Y, MODEL), TypeError,
        ["model must be a LogisticRegression; got Tensor of shape (13, 1), dtype float32"]),
    "lr 0": (lambda: fit(MODEL, X, Y, lr=0), ValueError, ["lr must be a finite number above 0; got 0.0"]),
    "lr negative": (lambda: fit(MODEL, X, Y, lr=-0.1), ValueError, ["lr must be", "above 0; got -0.1"]),
    "lr NaN": (lambda: fit(MODEL, X, Y, lr=math.nan), ValueError, ["lr must be", "got nan"]),
    "lr as text": (lambda: fit(MODEL, X, Y, lr="0.1"), TypeError,
        ["lr must be a number above 0; got str '0.1'"]),
    "no epochs": (lambda: fit(MODEL, X, Y, n_epochs=0), ValueError,
        ["n_epochs must be a whole number of at least 1; got 0"]),
    "epochs as float": (lambda: fit(MODEL, X, Y, n_epochs=2e3), TypeError,
        ["n_epochs must be a whole number of at least 1; got float 2000.0"]),
    "batch of none": (lambda: fit(MODEL, X, Y, batch_size=0), ValueError,
        ["batch_size must be a whole number of at least 1; got 0"]),
    "unknown optimizer": (lambda: fit(MODEL, X, Y, optimizer="newton"), ValueError,
        ["optimizer must be one of sgd, momentum, adam, lbfgs, or a callable; got 'newton'"]),
    "optimizer already made": (lambda: fit(MODEL, X, Y, optimizer=torch.optim.SGD(MODEL.parameters(), lr=1.0)),
        TypeError, ["a callable that makes a torch.optim.Optimizer", "got SGD"]),
    "callable makes something else": (lambda: fit(MODEL, X, Y, optimizer=lambda parameters, lr: 7), TypeError,
        ["such as torch.optim.RMSprop; got int 7"]),
    "weight decay negative": (lambda: fit(MODEL, X, Y, weight_decay=-0.1), ValueError,
        ["weight_decay must be a finite number of at least 0; got -0.1"]),
    "positives count nothing": (lambda: fit(MODEL, X, Y, pos_weight=0), ValueError,
        ["pos_weight must be a finite number above 0; got 0.0"]),
    "seed negative": (lambda: fit(MODEL, X, Y, seed=-1), ValueError, ["seed must be a whole number of at least 0"]),
    "surface of two features": (lambda: loss_surface(torch.zeros(13, 2), Y, [0.0], [0.0]), ValueError,
        ["X must have 1 feature(s)", "got shape (13, 2)"]),
    "surface with y in a line": (lambda: loss_surface(X, Y.ravel(), [0.0], [0.0]), ValueError,
        ["y must be one column", "Write y.reshape(-1, 1)"]),
    "surface without weights": (lambda: loss_surface(X, Y, [], [0.0]), ValueError,
        ["weights must be an array of shape (n_weights,), not empty; got (0,)"]),
    "surface over a meshgrid": (lambda: loss_surface(X, Y, [0.0], np.zeros((13, 17))), ValueError,
        ["biases must be an array of shape (n_biases,), not empty; got (13, 17)"]),
    "surface at a number": (lambda: loss_surface(X, Y, 0.5, [0.0]), ValueError, ["weights", "got ()"]),
    "surface at NaN": (lambda: loss_surface(X, Y, [0.0], [0.0, math.nan, math.inf]), ValueError,
        ["biases has 2 NaN or infinite among its 3 values"]),
    "surface at text": (lambda: loss_surface(X, Y, ["a"], [0.0]), TypeError,
        ["weights must be an array of numbers; got list of length 1"]),
}


@each_row("case", BAD_INPUT)
def test_bad_input(case, refuses):
    before = [parameter.clone() for parameter in MODEL.parameters()]
    call, error, words = BAD_INPUT[case]
    with refuses(error, *words):
        call()
    # refused before anything was trained
    assert all(map(torch.equal, before, MODEL.parameters()))


def test_settings_are_named():
    with pytest.raises(TypeError, match="positional"):
        fit(MODEL, X, Y, 0.1)
