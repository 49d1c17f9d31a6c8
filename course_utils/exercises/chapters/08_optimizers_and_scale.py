"""Exercises and quiz of notebook 08: updates, momentum, Newton's step, separable classes, shared rows."""

import math

import torch

from .. import _inputs
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _any_training(rng):
    """Rows, a batch size and epochs; what is left over is often nothing, one row, or all but one of a batch."""
    size, n_batches = int(rng.integers(1, 30)), int(rng.integers(9))
    left = int(rng.choice([0, 1, size - 1, rng.integers(size)]))
    return max(n_batches * size + left, 1), size, int(rng.integers(1, 30))


@function_exercise(
    "8.1",
    cases=lambda: [(40, 8, 100), (40, 40, 200), (13, 5, 7), (11, 5, 3), (1001, 1, 2)],
    draw=_any_training,
    rtol=0,
    hints=(
        "Into how many batches does one epoch cut the rows? What happens to the rows that do not fill a whole batch?",
        "13 rows in batches of 5 make batches of 5, 5 and 3 rows. Round up, and then multiply by the epochs.",
        "math.ceil(n_rows / batch_size) is the number of batches in an epoch, and each of them makes one update.",
    ),
    wrong=[
        ("last_batch_left_out", lambda n_rows, batch_size, n_epochs: n_epochs * (n_rows // batch_size)),
        ("batches_across_epochs", lambda n_rows, batch_size, n_epochs: math.ceil(n_rows * n_epochs / batch_size)),
        ("epochs_for_updates", lambda n_rows, batch_size, n_epochs: n_epochs),
        ("rows_for_updates", lambda n_rows, batch_size, n_epochs: n_rows * n_epochs),
        ("size_for_number", lambda n_rows, batch_size, n_epochs: batch_size * n_epochs),
    ],
    afterwards="When you compare two ways to train, say both: how many epochs, and how many updates.",
)
def n_updates(n_rows, batch_size, n_epochs):
    per_epoch = math.ceil(n_rows / batch_size)  # stub: per_epoch = ...
    return n_epochs * per_epoch  # stub: return ...


def _valleys():
    """The gradient of a valley, a start, a learning rate and a number of steps."""
    return [
        (lambda position: torch.tensor([4.0, 0.25]) * position, torch.tensor([1.0, -2.0]), 0.1, 1),
        (lambda position: torch.tensor([4.0, 0.25]) * position, torch.tensor([1.0, -2.0]), 0.1, 3),
        (lambda position: torch.tensor([0.5, 2.0, 1.0]) * position - 1, torch.tensor([3.0, 0.0, -1.0]), 0.05, 7),
    ]


def _any_valley(rng):
    n = int(rng.integers(1, 4))
    steep, shift, start = _inputs.tensors(*(_inputs.numbers(rng, n, *ends) for ends in ((0.2, 4), (-2, 2), (-3, 3))))
    return lambda position: steep * position - shift, start, _inputs.number(rng, 0.01, 0.2), int(rng.integers(9))


def _walk(*, keep=0.9, take=1.0, sign=-1, late=False):
    """A walk with a velocity, as it is written wrongly."""

    def walk(gradient, start, lr, n_steps):
        position, velocity = start, torch.zeros_like(start)
        for _ in range(n_steps):
            if late:
                position = position + sign * lr * velocity
            velocity = keep * velocity + take * gradient(position)
            if not late:
                position = position + sign * lr * velocity
        return position

    return walk


@function_exercise(
    "8.2",
    cases=_valleys,
    draw=_any_valley,
    hints=(
        "What does the velocity keep from the step before, and what is added to it?",
        "In each step the velocity loses a tenth of itself, and the whole new gradient is added.",
        "velocity = 0.9 * velocity + gradient(position); then subtract lr times the velocity from the position.",
    ),
    wrong=[
        ("no_memory", _walk(keep=0.0)),
        ("velocity_without_loss", _walk(keep=1.0)),
        ("velocity_as_mean", _walk(take=0.1)),
        ("uphill", _walk(sign=1)),
        ("old_velocity", _walk(late=True)),
    ],
    tensors_only=True,
    afterwards="Gradients that agree from step to step add up; gradients that change sign cancel.",
)
def momentum_walk(gradient, start, lr, n_steps):
    position, velocity = start, torch.zeros_like(start)
    for step in range(n_steps):
        velocity = 0.9 * velocity + gradient(position)  # stub: velocity = ...
        position = position - lr * velocity  # stub: position = ...
    return position


def _columns():
    """Columns, labels and parameters: five people at 0, six elsewhere, and thirteen with two features."""
    generator = torch.Generator().manual_seed(0)
    x = torch.tensor([1.0, 3.0, 4.0, 6.0, 9.0, 2.0]).reshape(-1, 1)
    y = torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0, 0.0]).reshape(-1, 1)
    columns = torch.hstack([x, torch.ones_like(x)])
    many = torch.hstack([torch.randn(13, 2, generator=generator), torch.ones(13, 1)])
    return [
        (columns[:5], y[:5], torch.zeros(2, 1)),
        (columns, y, torch.tensor([[0.5], [-2.0]])),
        (many, (torch.arange(13) % 3 == 0).float().reshape(-1, 1), torch.tensor([[0.3], [-0.2], [0.1]])),
    ]


def _any_columns(rng):
    """Four to nine people with one or two features, of which each says something of its own."""
    while True:
        n, n_features = int(rng.integers(4, 10)), int(rng.integers(1, 3))
        X = torch.tensor([_inputs.numbers(rng, n_features, -3, 3) for _ in range(n)])
        columns, theta = torch.hstack([X, torch.ones(n, 1)]), torch.tensor(_inputs.numbers(rng, n_features + 1, -1, 1))
        y = torch.tensor(_inputs.labels(rng, n)).reshape(-1, 1)
        if torch.linalg.cond(_sums(columns, y, theta.reshape(-1, 1))[1]) < 30:
            return columns, y, theta.reshape(-1, 1)


def _sums(columns, y, theta):
    """Gradient and curvature, each as a sum over the rows."""
    p = torch.sigmoid(columns @ theta)
    return columns.T @ (p - y), columns.T @ (p * (1 - p) * columns)


def _stepped(step_of):
    """An answer that takes its step from the sums and the number of rows."""
    return lambda columns, y, theta: theta + step_of(*_sums(columns, y, theta), columns)


@function_exercise(
    "8.3",
    cases=_columns,
    draw=_any_columns,
    hints=(
        "The gradient says which way is down. What says how far to go? Section 4 computes both.",
        "The gradient is columns.T @ (p - y), and the curvature is columns.T @ (p * (1 - p) * columns). Take both as "
        "means over the rows, or both as sums.",
        "The step is -torch.linalg.solve(curvature, gradient). There is no learning rate to choose.",
    ),
    wrong=[
        ("curvature_left_out", _stepped(lambda g, h, columns: -g / len(columns))),
        ("curvature_left_out", _stepped(lambda g, h, columns: -g)),
        ("curvature_without_spread", _stepped(lambda g, h, columns: -torch.linalg.solve(columns.T @ columns, g))),
        ("sum_against_mean", _stepped(lambda g, h, columns: -torch.linalg.solve(h, g / len(columns)))),
        ("sum_against_mean", _stepped(lambda g, h, columns: -torch.linalg.solve(h / len(columns), g))),
        ("uphill", _stepped(lambda g, h, columns: torch.linalg.solve(h, g))),
        ("own_curvature_only", _stepped(lambda g, h, columns: -g / h.diagonal().reshape(-1, 1))),
    ],
    afterwards="On the reference example three such steps do what 184 steps with momentum do. With a million weights "
    "the table would fill 8,000 gigabytes.",
)
def newton_step(columns, y, theta):
    p = torch.sigmoid(columns @ theta)  # stub: ...
    gradient = columns.T @ (p - y) / len(y)  # stub
    curvature = columns.T @ (p * (1 - p) * columns) / len(y)  # stub
    return theta - torch.linalg.solve(curvature, gradient)  # stub


def _shares():
    """Mean gradients, a row for each process, and how many rows of data each has."""
    return [
        (torch.tensor([[1.0, -2.0], [3.0, 0.5]]), torch.tensor([10.0, 10.0])),
        (torch.tensor([[1.0, -2.0], [3.0, 0.5]]), torch.tensor([10.0, 30.0])),
        (torch.tensor([[0.4], [-1.0], [2.0]]), torch.tensor([13.0, 17.0, 2.0])),
    ]


def _any_shares(rng):
    n, n_parameters = int(rng.integers(1, 5)), int(rng.integers(1, 4))
    gradients = [_inputs.numbers(rng, n_parameters, -3, 3) for _ in range(n)]
    return _inputs.tensors(gradients, _inputs.numbers(rng, n, 1, 40, decimals=0))


@function_exercise(
    "8.4",
    cases=_shares,
    draw=_any_shares,
    hints=(
        "Suppose that one process has a single row and another one 99. How much does the single row count in the "
        "result?",
        "A mean is a sum divided by a number of rows. Which sum, and which number, belong to all rows together?",
        "Each mean times its number of rows is a sum again. Add these sums, and divide by the number of all rows.",
    ),
    wrong=[
        ("mean_of_means", lambda gradients, n_rows: gradients.mean(dim=0)),
        ("sum_for_mean", lambda gradients, n_rows: (n_rows.reshape(-1, 1) * gradients).sum(dim=0)),
        ("sum_for_mean", lambda gradients, n_rows: gradients.sum(dim=0)),
        ("weights_divided_twice", lambda gradients, n_rows: (n_rows.reshape(-1, 1) * gradients).mean(0) / n_rows.sum()),
    ],
    afterwards="With shares of equal size the fault does not show, and so a test with equal shares does not find it.",
)
def gradient_of_all(gradients, n_rows):
    total = torch.zeros_like(gradients[0])
    for gradient, n in zip(gradients, n_rows, strict=True):
        total = total + n * gradient  # stub: total = total + gradient
    return total / sum(n_rows)  # stub: return total / len(gradients)


@value_exercise(
    "8.5",
    hints=(
        "Does the loss rise or fall? And does any row stand on the wrong side of the boundary?",
        "If every row is on its right side, what does a weight twice as large do to the loss?",
    ),
    wrong={"a": "divergence_for_separation", "c": "waits_for_separation", "d": "separable_is_best"},
    afterwards="The loss falls only because the weight grows. A weight decay gives the loss a lowest point again.",
)
def _():
    printed_right, of_all = 40, 40
    after_epochs = (100, 1000, 10_000)
    printed_losses, printed_weights = (0.103, 0.038, 0.013), (2.307, 5.347, 11.450)
    explanation = "b"  # stub: explanation = ...  # "a", "b", "c" or "d"
    return explanation


QUIZ = [
    question(
        "One training took 100 epochs with batches of 10, another 100 epochs with all 1,000 rows at once. "
        "The first ended lower. What does that show?",
        wrong(
            "Small batches are the better method",
            "The first made 10,000 updates and the second 100, so it may be the number of updates. Compare at equal "
            "updates too.",
        ),
        right(
            "Little, as long as nobody counts the updates",
            "Both looked at every row 100 times, but the first made a hundred times as many updates.",
        ),
        wrong(
            "Noise helps to find the optimum",
            "The loss of logistic regression has a single valley, so there is no other one to be shaken out of.",
        ),
    ),
    question(
        "Batches of 8, a constant learning rate, thousands of epochs. Where does the loss go?",
        wrong(
            "To the optimum, if one waits",
            "The gradients of the batches are not 0 there, so the steps are not 0 either.",
        ),
        right(
            "It jumps about above the optimum",
            "At the optimum each batch pulls its own way. Smaller steps bring the walk to rest.",
        ),
        wrong(
            "It grows without end",
            "That happens when the learning rate is too large, with small batches as with all rows.",
        ),
    ),
    question(
        "What does a step of Newton's method need that a step of gradient descent does not?",
        wrong(
            "A good learning rate",
            "It is the other way round: the curvature says how far to go, so there is no learning rate to choose.",
        ),
        right(
            "The curvature, a table with an entry for each pair of parameters",
            "With it the method arrives in a few steps. For a million weights the table would fill 8,000 gigabytes.",
        ),
        wrong("A random batch", "Newton's step takes all rows. A few rows would give a poor guess at the curvature."),
    ),
    question(
        "There are 30 rows and 10 features, and after training all 30 are called rightly. What comes next?",
        wrong(
            "Nothing: 100 % is the best there is",
            "All 30 right means that the rows are separable: the weights grow as long as the training goes on.",
        ),
        wrong(
            "More epochs, until the weights settle",
            "They do not settle: the larger the weights, the lower the loss.",
        ),
        right(
            "Weight decay or early stopping, and a look at other rows",
            "Then the weights stay finite and the probabilities leave room for doubt. How much, other rows must say.",
        ),
    ),
    question(
        "Two processes share the rows of one step. When is the step faster than in one process?",
        wrong(
            "Always: each has half of the rows",
            "The gradients have to be exchanged in every step, and the processes wait for that.",
        ),
        wrong(
            "With many weights and few rows", "Then there is much to exchange and little to compute."
        ),
        right(
            "With many rows in each process, and few weights to exchange",
            "The work that is shared grows with the rows; what is exchanged grows with the weights alone.",
        ),
    ),
]
