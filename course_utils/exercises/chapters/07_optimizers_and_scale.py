"""Exercises and quiz of notebook 07: updates, momentum, Newton's step, separable classes, shared rows."""

import math

import torch

from .. import _drawing
from .._exercise import function_exercise, value_exercise
from .._questions import question, right, wrong


def _any_training(rng):
    """Rows, a batch size and epochs; what is left over is often nothing, one row, or all but one of a batch."""
    size, n_batches = int(rng.integers(1, 30)), int(rng.integers(9))
    left = int(rng.choice([0, 1, size - 1, rng.integers(size)]))
    return max(n_batches * size + left, 1), size, int(rng.integers(1, 30))


@function_exercise(
    "7.1",
    cases=lambda: [(40, 8, 100), (40, 40, 200), (13, 5, 7), (11, 5, 3), (1001, 1, 2)],
    draw=_any_training,
    rtol=0,
    hints=(
        "How many batches does one epoch cut the rows into? What becomes of those that do not fill a whole batch?",
        "13 rows in batches of 5 make batches of 5, 5 and 3. Round up, and then take all epochs.",
        "math.ceil(n_rows / batch_size) is the number of batches in an epoch, and each makes one update.",
    ),
    wrong=[
        ("last_batch_left_out", lambda n_rows, batch_size, n_epochs: n_epochs * (n_rows // batch_size)),
        ("batches_across_epochs", lambda n_rows, batch_size, n_epochs: math.ceil(n_rows * n_epochs / batch_size)),
        ("epochs_for_updates", lambda n_rows, batch_size, n_epochs: n_epochs),
        ("rows_for_updates", lambda n_rows, batch_size, n_epochs: n_rows * n_epochs),
        ("size_for_number", lambda n_rows, batch_size, n_epochs: batch_size * n_epochs),
    ],
    afterwards="Whoever compares two ways to train says both: how many epochs, and how many updates.",
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
    steep, shift, start = _drawing.tensors(*(_drawing.numbers(rng, n, *ends) for ends in ((0.2, 4), (-2, 2), (-3, 3))))
    return lambda position: steep * position - shift, start, _drawing.number(rng, 0.01, 0.2), int(rng.integers(9))


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
    "7.2",
    cases=_valleys,
    draw=_any_valley,
    hints=(
        "What does the velocity keep from the step before, and what comes in addition?",
        "A tenth of the velocity is lost in each step, and the new gradient is added whole.",
        "velocity = 0.9 * velocity + gradient(position), and then lr times the velocity downhill.",
    ),
    wrong=[
        ("no_memory", _walk(keep=0.0)),
        ("velocity_without_loss", _walk(keep=1.0)),
        ("velocity_as_mean", _walk(take=0.1)),
        ("uphill", _walk(sign=1)),
        ("old_velocity", _walk(late=True)),
    ],
    tensors_only=True,
    afterwards="Along the valley the gradients agree and add up; across it they change sign and cancel.",
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
        X = torch.tensor([_drawing.numbers(rng, n_features, -3, 3) for _ in range(n)])
        columns, theta = torch.hstack([X, torch.ones(n, 1)]), torch.tensor(_drawing.numbers(rng, n_features + 1, -1, 1))
        y = torch.tensor(_drawing.labels(rng, n)).reshape(-1, 1)
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
    "7.3",
    cases=_columns,
    draw=_any_columns,
    hints=(
        "The gradient says which way is down. What says how far? Section 4 computes both.",
        "The gradient is columns.T @ (p - y), the curvature columns.T @ (p * (1 - p) * columns); both as means over "
        "the rows, or both as sums.",
        "The step is -torch.linalg.solve(curvature, gradient). No learning rate is left to choose.",
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
    afterwards="One such step does the work of hundreds of plain ones here; with a million weights it cannot be taken.",
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
    gradients = [_drawing.numbers(rng, n_parameters, -3, 3) for _ in range(n)]
    return _drawing.tensors(gradients, [float(rows) for rows in rng.integers(1, 41, size=n)])


@function_exercise(
    "7.4",
    cases=_shares,
    draw=_any_shares,
    hints=(
        "Let one process have a single row and another one 99. How much does the single row count in the result?",
        "A mean is a sum divided by a number of rows. Which sum, and which number, belong to all rows together?",
        "Each mean times its number of rows is a sum again. Add these, and divide by all rows.",
    ),
    wrong=[
        ("mean_of_means", lambda gradients, n_rows: gradients.mean(dim=0)),
        ("sum_for_mean", lambda gradients, n_rows: (n_rows.reshape(-1, 1) * gradients).sum(dim=0)),
        ("sum_for_mean", lambda gradients, n_rows: gradients.sum(dim=0)),
        ("weights_divided_twice", lambda gradients, n_rows: (n_rows.reshape(-1, 1) * gradients).mean(0) / n_rows.sum()),
    ],
    afterwards="Shares of equal size hide the fault, and a test with them does not find it.",
)
def gradient_of_all(gradients, n_rows):
    total = torch.zeros_like(gradients[0])
    for gradient, n in zip(gradients, n_rows, strict=True):
        total = total + n * gradient  # stub: total = total + gradient
    return total / sum(n_rows)  # stub: return total / len(gradients)


@value_exercise(
    "7.5",
    hints=(
        "Does the loss rise or fall? And does any row stand on the wrong side?",
        "If every row is on the right side, what does a weight twice as large do to the loss?",
    ),
    wrong={"a": "divergence_for_separation", "c": "waits_for_separation", "d": "separable_is_best"},
    afterwards="Each further fall of the loss is bought with a larger weight. A weight decay sets an end to it.",
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
            "It may also be the budget: the first made 10,000 updates, the second 100. Compare at equal updates too.",
        ),
        right(
            "Little, as long as updates are not counted",
            "Both saw every row 100 times, but the first made a hundred times as many updates.",
        ),
        wrong(
            "Noise helps to find the optimum",
            "The loss of logistic regression has a single valley: there is nothing to be shaken out of.",
        ),
    ),
    question(
        "Batches of 8, a constant learning rate, thousands of epochs. Where does the loss go?",
        wrong(
            "To the optimum, if one waits", "The gradients of the batches do not vanish there, and neither do steps."
        ),
        right(
            "It jumps about above the optimum",
            "At the optimum the batches pull against each other. Only smaller steps bring it to rest.",
        ),
        wrong(
            "It grows without end", "That is a learning rate too large. Here the mean of the steps still leads down."
        ),
    ),
    question(
        "What does a step of Newton's method need that a step of gradient descent does not?",
        wrong("A good learning rate", "The reverse: it is the curvature that says how far to go."),
        right(
            "The curvature, a table of all pairs of weights",
            "That makes it arrive in a few steps, and impossible for a million weights.",
        ),
        wrong("A random batch", "It takes all rows; with a few rows the curvature would be guessed badly."),
    ),
    question(
        "30 rows, 10 features, and all 30 called rightly after training. What comes next?",
        wrong(
            "Nothing: 100 % is the best there is",
            "Of the rows it has seen. The weights have no end, nor has the certainty.",
        ),
        wrong("More epochs, until the weights settle", "They do not: each step away lowers the loss."),
        right(
            "Weight decay, and a look at other rows",
            "A finite optimum with probabilities that leave room for doubt. How much decay, other rows must say.",
        ),
    ),
    question(
        "Two processes share the rows of one step. When is the step faster than in one process?",
        wrong(
            "Always: each has half of the rows",
            "The gradients have to be exchanged in every step, and that has its price.",
        ),
        wrong(
            "With many weights and few rows", "Then there is much to exchange and little to compute: the worst case."
        ),
        right(
            "With many rows a process, and few weights to exchange",
            "The work to be shared grows with the rows, what is exchanged with the weights alone.",
        ),
    ),
]
