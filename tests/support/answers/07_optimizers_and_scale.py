"""Answers to the exercises of notebook 07, as learners write them."""


def updates(body):
    return f"def n_updates(n_rows, batch_size, n_epochs):\n    {body}"


def momentum(*lines):
    body = "\n        ".join(lines)
    return (
        "def momentum_walk(gradient, start, lr, n_steps):\n    position, velocity = start, torch.zeros_like(start)\n"
        f"    for step in range(n_steps):\n        {body}\n    return position"
    )


def newton(*lines):
    body = "\n    ".join(lines)
    return f"def newton_step(columns, y, theta):\n    p = torch.sigmoid(columns @ theta)\n    {body}"


def shared(body):
    return f"def gradient_of_all(gradients, n_rows):\n    {body}"


MEAN_GRADIENT, GRADIENT = "g = columns.T @ (p - y) / len(y)", "g = columns.T @ (p - y)"
MEAN_CURVATURE, CURVATURE = (
    "H = columns.T @ (p * (1 - p) * columns) / len(y)",
    "H = columns.T @ (p * (1 - p) * columns)",
)
DOWN = "return theta - torch.linalg.solve(H, g)"

TORCHS_OWN = """
def momentum_walk(gradient, start, lr, n_steps):
    position = start.clone().requires_grad_()
    optimizer = torch.optim.SGD([position], lr=lr, momentum=0.9)
    for step in range(n_steps):
        position.grad = gradient(position.detach())
        optimizer.step()
    return position.detach()
"""

NUMPY_NEWTON = """
def newton_step(columns, y, theta):
    columns, y, theta = np.asarray(columns), np.asarray(y), np.asarray(theta)
    p = 1 / (1 + np.exp(-columns @ theta))
    H = columns.T @ np.diag((p * (1 - p)).ravel()) @ columns
    return theta - np.linalg.inv(H) @ (columns.T @ (p - y))
"""

LOOPED_NEWTON = """
def newton_step(columns, y, theta):
    k = len(theta)
    g, H = torch.zeros(k, 1), torch.zeros(k, k)
    for row, label in zip(columns, y):
        p = torch.sigmoid(row @ theta)
        g += (p - label) * row.reshape(-1, 1)
        H += p * (1 - p) * torch.outer(row, row)
    return theta - torch.linalg.solve(H, g)
"""

ANSWERS = {
    "7.1": {
        "right": {
            "divmod": updates(
                "whole, left = divmod(n_rows, batch_size)\n    return n_epochs * (whole + (1 if left else 0))"
            ),
            "minus floor": updates("return -(-n_rows // batch_size) * n_epochs"),
            "counted": updates("return sum(1 for _ in range(n_epochs) for _ in range(0, n_rows, batch_size))"),
            "torch's batches": updates("return n_epochs * len(torch.randperm(n_rows).split(batch_size))"),
            "numpy": updates("return np.ceil(n_rows / batch_size) * n_epochs"),
        },
        "wrong": [
            ("last_batch_left_out", updates("return n_epochs * (n_rows // batch_size)")),
            ("last_batch_left_out", updates("return int(n_rows / batch_size) * n_epochs")),
            ("batches_across_epochs", updates("return math.ceil(n_epochs * n_rows / batch_size)")),
            ("epochs_for_updates", updates("return n_epochs")),
            ("rows_for_updates", updates("return n_epochs * n_rows")),
            ("size_for_number", updates("return n_epochs * batch_size")),
            ("not yet", updates("return n_epochs * n_rows / batch_size")),  # parts of an update
            ("not yet", updates("return round(n_rows / batch_size) * n_epochs")),
            ("not yet", updates("return int(n_rows / batch_size + 0.5) * n_epochs")),
            ("not yet", updates("return n_epochs * (n_rows // batch_size + (n_rows % batch_size > 1))")),
            ("returns None", updates("total = n_epochs * math.ceil(n_rows / batch_size)")),
        ],
    },
    "7.2": {
        "right": {
            "two lines": momentum(
                "velocity = 0.9 * velocity + gradient(position)", "position = position - lr * velocity"
            ),
            "lr in the velocity": momentum(
                "velocity = 0.9 * velocity - lr * gradient(position)", "position = position + velocity"
            ),
            "torch's own": TORCHS_OWN,
        },
        "wrong": [
            ("no_memory", momentum("velocity = gradient(position)", "position = position - lr * velocity")),
            (
                "velocity_without_loss",
                momentum("velocity = velocity + gradient(position)", "position = position - lr * velocity"),
            ),
            (
                "velocity_as_mean",
                momentum("velocity = 0.9 * velocity + 0.1 * gradient(position)", "position = position - lr * velocity"),
            ),
            (
                "uphill",
                momentum("velocity = 0.9 * velocity + gradient(position)", "position = position + lr * velocity"),
            ),
            (
                "old_velocity",
                momentum("position = position - lr * velocity", "velocity = 0.9 * velocity + gradient(position)"),
            ),
            (
                "changes its arguments",
                momentum("velocity = 0.9 * velocity + gradient(position)", "position -= lr * velocity"),
            ),
            ("not yet", momentum("velocity = 0.9 * velocity + gradient(position)", "position = position - velocity")),
        ],
    },
    "7.3": {
        "right": {
            "means": newton(MEAN_GRADIENT, MEAN_CURVATURE, DOWN),
            "sums": newton(GRADIENT, CURVATURE, DOWN),
            "inverse": newton(GRADIENT, CURVATURE, "return theta - torch.linalg.inv(H) @ g"),
            "numpy": NUMPY_NEWTON,
            "loop": LOOPED_NEWTON,
        },
        "wrong": [
            ("curvature_left_out", newton(MEAN_GRADIENT, "return theta - g")),
            ("curvature_left_out", newton(GRADIENT, "return theta - g")),
            ("curvature_without_spread", newton(GRADIENT, "H = columns.T @ columns", DOWN)),
            ("curvature_without_spread", newton(MEAN_GRADIENT, "H = columns.T @ columns / len(y)", DOWN)),
            ("sum_against_mean", newton(MEAN_GRADIENT, CURVATURE, DOWN)),
            ("sum_against_mean", newton(GRADIENT, MEAN_CURVATURE, DOWN)),
            ("uphill", newton(GRADIENT, CURVATURE, "return theta + torch.linalg.solve(H, g)")),
            ("own_curvature_only", newton(GRADIENT, CURVATURE, "return theta - g / torch.diag(H).reshape(-1, 1)")),
            ("The shape is", newton(GRADIENT, CURVATURE, "return theta - g / H")),
            ("not yet", newton(GRADIENT, CURVATURE, "return -torch.linalg.solve(H, g)")),  # the step alone
        ],
    },
    "7.4": {
        "right": {
            "weighted mean": shared("return (n_rows.reshape(-1, 1) * gradients).sum(dim=0) / n_rows.sum()"),
            "matrix product": shared("return n_rows @ gradients / n_rows.sum()"),
            "numpy": shared("return np.average(np.asarray(gradients), axis=0, weights=np.asarray(n_rows))"),
            "shares": shared("return sum(g * n / sum(n_rows) for g, n in zip(gradients, n_rows))"),
        },
        "wrong": [
            ("mean_of_means", shared("return sum(gradients) / len(gradients)")),
            ("mean_of_means", shared("return gradients.mean(dim=0)")),
            ("sum_for_mean", shared("return sum(n * g for g, n in zip(gradients, n_rows))")),
            ("sum_for_mean", shared("return sum(gradients)")),
            ("weights_divided_twice", shared("return (n_rows[:, None] * gradients).mean(dim=0) / n_rows.sum()")),
            ("not yet", shared("return sum(n * g for g, n in zip(gradients, n_rows)) / len(gradients)")),
            ("The shape is ()", shared("return gradients.mean()")),
        ],
    },
    "7.5": {
        "right": {"as asked": "explanation = 'b'", "capital": "explanation = ' B'"},
        "wrong": [
            ("divergence_for_separation", "explanation = 'a'"),
            ("waits_for_separation", "explanation = 'c'"),
            ("separable_is_best", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 2"),
        ],
    },
}
