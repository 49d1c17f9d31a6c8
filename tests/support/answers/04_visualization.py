"""Answers to the exercises of notebook 04, as learners write them."""

FIGURE = """
def draw_people(X, y, ax):
    ax.plot(X[y == 0], y[y == 0], {negatives})
    ax.plot(X[y == 1], y[y == 1], {positives})
    ax.set(xlabel="x", ylabel="label y")
    ax.legend()
    return ax
"""


def figure(negatives='"o", color="blue", label="negative"', positives='"^", color="red", label="positive"'):
    return FIGURE.format(negatives=negatives, positives=positives)


PLACE = "def place(weight, bias, level):\n    return {}"

RELIABILITY = """
def reliability(p, y, n_bins):
    predicted, shares = [], []
    for k in range(n_bins):
        in_bin = (p >= k / n_bins) & (p < (k + 1) / n_bins)
        if in_bin.any():
            predicted.append({mean})
            shares.append({share})
    return {found}
"""


def reliability(mean="p[in_bin].mean()", share="y[in_bin].mean()", found="predicted, shares"):
    return RELIABILITY.format(mean=mean, share=share, found=found)


SURFACE = """
def loss_table(X, y, weights, biases):
    loss_of = torch.nn.functional.binary_cross_entropy_with_logits
    rows = []
    for {row} in {rows}:
        rows.append([loss_of({logit}, y) for {column} in {columns}])
    return {found}
"""


def surface(order="b biases w weights", logit="w * X + b", found="torch.tensor(rows)"):
    row, rows, column, columns = order.split()
    return SURFACE.format(row=row, rows=rows, column=column, columns=columns, logit=logit, found=found)


MIRRORED = "w weights b biases"

ANSWERS = {
    "4.1": {
        "right": {
            "plot": figure(),
            "hollow and filled": figure(negatives='"o", color="tab:blue", mfc="none", label="healthy (0)"'),
            "the course's colours": figure('"bo", label="y = 0"', 'marker="s", ls="", c="#D55E00", label="y = 1"'),
            **{
                f"legend with {zero!r}": figure(f'"bo", label="{zero}"', f'"r^", label="{one}"')
                for zero, one in [
                    ("uninfected", "infected"), ("non-infected", "infected"), ("no COVID-19", "COVID-19"),
                    ("infected: no", "infected: yes"), ("not positive", "positive (not negative)"),
                    ("healthy", "sick"), ("well", "ill"), ("False", "True"), ("0", "1"), ("$y = 0$", "$y = 1$"),
                ]
            },
            "other words on the axes": figure().replace('"x"', '"score"').replace('"label y"', '"infected (1) or not"'),
            "tab colours": figure('"o", color="C0", label="negative"', '"D", color="tab:red", label="positive"'),
            "scatter": "def draw_people(X, y, ax):\n    for k, c, m, name in ((0, 'b', 'o', 'not infected'), "
            "(1, 'r', 'x', 'infected')):\n        ax.scatter(X[y == k], y[y == k], color=c, marker=m, label=name)\n"
            "    ax.set_xlabel('score x')\n    ax.set_ylabel('y')\n    ax.legend(loc='center')\n    return ax",
            "numpy, names given to the legend": "def draw_people(X, y, ax):\n    x, y = np.ravel(X), np.ravel(y)\n"
            "    a = ax.scatter(x[y < 1], np.zeros(sum(y < 1)), c=['b'] * sum(y < 1), alpha=0.5)\n"
            "    b, = ax.plot(x[y > 0], np.ones(sum(y > 0)), 'r^')\n    ax.set(xlabel='x', ylabel='class')\n"
            "    ax.legend([b, a], ['positive', 'negative'])\n    return ax",
            "package": "def draw_people(X, y, ax):\n    from course_utils.plotting import plot_data\n"
            "    return plot_data(X, y, ax=ax)",
        },
        "wrong": [
            ("color_alone", figure(positives='"o", color="red", label="positive"')),
            (
                "color_alone",
                "def draw_people(X, y, ax):\n    ax.scatter(X, y, c=['br'[int(k)] for k in y])\n    return ax",
            ),
            (
                "implicit_positive_class",
                figure('"o", color="red", label="negative"', '"^", color="blue", label="positive"'),
            ),
            ("implicit_positive_class", figure('"bo", label="positive"', '"r^", label="negative"')),
            ("Each class needs one colour", figure('"ko", label="negative"', '"k^", label="positive"')),
            ("Keep the colours of the course", figure(positives='"g^", label="positive"')),
            ("A line joins the people", figure('"bo-", label="negative"')),
            ("people have no marker", figure(positives='"", label="positive"')),
            (
                "people have no marker",
                figure()
                .replace("(X[y == 0], y[y == 0]", "(y[y == 0], X[y == 0]")
                .replace("(X[y == 1], y[y == 1]", "(y[y == 1], X[y == 1]"),
            ),
            ("The horizontal axis has no name", figure().replace('xlabel="x", ', "")),
            ("The horizontal axis has no name", figure().replace('xlabel="x"', "xlabel=...")),
            ("The vertical axis has no name", figure().replace('ylabel="label y"', 'ylabel=" "')),
            *[
                ("The axes have each other's names", figure().replace('="x", ylabel="label y"', f'="{x}", ylabel="x"'))
                for x in ("y", "label y")
            ],
            ("The vertical axis is called 'x'", figure().replace('ylabel="label y"', 'ylabel="x"')),
            ("The horizontal axis is called 'foo'", figure().replace('xlabel="x"', 'xlabel="foo"')),
            ("The vertical axis is called 'people'", figure().replace('ylabel="label y"', 'ylabel="people"')),
            ("and both classes are on it", figure().replace('"label y"', '"y = 0"')),
            *[
                ("Keep the colours of the course", figure(positives=f'"^", color="{color}", label="positive"'))
                for color in ("yellow", "khaki", "gold", "olive", "orange", "pink", "magenta", "black")
            ],
            ("Keep the colours of the course", figure('"o", color="cyan", label="negative"')),
            ("one shape, hollow and filled", figure(positives='"o", mfc="none", color="#D55E00", label="positive"')),
            ("one shape, small and large", figure(positives='"o", ms=12, color="red", label="positive"')),
            ("one shape, small and large", figure('"b.", label="negative"', '"ro", label="positive"')),
            ("implicit_positive_class", figure('"bo", label="infected: yes"', '"r^", label="infected: no"')),
            ("not say which markers are negative", figure('"bo", label="infected or not"')),
            ("There is no legend", figure().replace("ax.legend()", "pass")),
            ("does not say which markers are positive", figure(positives='"r^"')),
            ("does not say which markers are negative", figure('"bo", label="triangles"')),
            (
                "Nothing is drawn on `ax`",
                "def draw_people(X, y, ax):\n    import matplotlib.pyplot as plt\n"
                "    plt.plot(X, y, 'o')\n    return ax",
            ),
            ("Is there a `return ax`", figure().replace("return ax", "")),
            ("AttributeError", figure().replace("ax.set(", "ax.labels(")),
        ],
    },
    "4.2": {
        "right": {
            "math": PLACE.format("(math.log(level / (1 - level)) - bias) / weight"),
            "numpy": PLACE.format("np.log(level / (1 - level)) / weight - bias / weight"),
            "torch": PLACE.format("(torch.logit(torch.tensor(level)) - bias) / weight"),
            "odds the other way up": PLACE.format("-(bias + math.log(1 / level - 1)) / weight"),
            "package": "def place(weight, bias, level):\n"
            "    from course_utils.models import LogisticRegression as Model\n"
            "    return Model.from_parameters(weight, bias).decision_boundary(level)",
            "search": "def place(weight, bias, level):\n    low, high = -100.0, 100.0\n    for _ in range(60):\n"
            "        x = (low + high) / 2\n        p = 1 / (1 + math.exp(-weight * x - bias))\n"
            "        if (p < level) == (weight > 0):\n            low = x\n        else:\n            high = x\n"
            "    return x",
        },
        "wrong": [
            ("wrong_sign", PLACE.format("(bias - math.log(level / (1 - level))) / weight")),
            ("bias_keeps_sign", PLACE.format("(math.log(level / (1 - level)) + bias) / weight")),
            ("level_left_out", PLACE.format("-bias / weight")),
            ("probability_for_logit", PLACE.format("(level - bias) / weight")),
            ("odds_for_logit", PLACE.format("(level / (1 - level) - bias) / weight")),
            ("odds_for_logit", PLACE.format("(np.log(level) - bias) / weight")),
            ("swapped_parameters", PLACE.format("(math.log(level / (1 - level)) - weight) / bias")),
            ("not yet", PLACE.format("math.log(level / (1 - level)) - bias / weight")),
            ("TypeError", PLACE.format("(torch.logit(level) - bias) / weight")),
        ],
    },
    "4.3": {
        "right": {
            "torch": reliability(),
            "arrays": reliability(found="np.array(predicted), np.array(shares)"),
            "numpy": "def reliability(p, y, n_bins):\n    p, y = np.ravel(p), np.ravel(y)\n"
            "    k = np.digitize(p, np.linspace(0, 1, n_bins + 1))\n    n = np.bincount(k)\n    full = n > 0\n"
            "    return np.bincount(k, p)[full] / n[full], np.bincount(k, y)[full] / n[full]",
            "dictionary": "def reliability(p, y, n_bins):\n    bins = {}\n    for a, b in zip(p.ravel(), y.ravel()):\n"
            "        bins.setdefault(int(a * n_bins), []).append((float(a), float(b)))\n"
            "    means = [np.mean(bins[k], axis=0) for k in sorted(bins)]\n"
            "    return [m[0] for m in means], [m[1] for m in means]",
            "package": "def reliability(p, y, n_bins):\n    from course_utils.metrics import calibration_curve\n"
            "    return calibration_curve(y, p, n_bins=n_bins)[:2]",
        },
        "wrong": [
            ("swapped_axes", reliability(found="shares, predicted")),
            ("middle_for_mean", reliability(mean="(k + 0.5) / n_bins")),
            ("calls_for_outcomes", reliability(share="(p[in_bin] >= 0.5).float().mean()")),
            ("sum_for_share", reliability(share="y[in_bin].sum()")),
            ("sum_for_share", reliability("p[in_bin].sum()", "y[in_bin].sum()")),
            ("percentage_for_probability", reliability("100 * p[in_bin].mean()", "100 * y[in_bin].mean()")),
            ("The shape is (5,); it must be (4,)", reliability().replace("in_bin.any()", "True")),  # nan where empty
            ("must return 2 values", reliability(found="list(zip(predicted, shares))")),
            ("not yet", reliability(share="y[in_bin].sum() / len(y)")),
        ],
    },
    "4.4": {
        "right": {
            "loops exchanged": surface(),
            "transposed afterwards": surface(MIRRORED, found="torch.tensor(rows).T"),
            "numpy": "def loss_table(X, y, weights, biases):\n"
            "    z = np.multiply.outer(np.ravel(X), weights)[:, None, :]\n"
            "    z = z + np.asarray(biases)[None, :, None]\n"
            "    return (np.log1p(np.exp(z)) - np.reshape(y, (-1, 1, 1)) * z).mean(axis=0)",
            "broadcast": "def loss_table(X, y, w, b):\n    p = torch.sigmoid(X[:, None] * w + b[:, None])\n"
            "    y = y[:, None]\n    return -(y * p.log() + (1 - y) * (1 - p).log()).mean(0)",
            "package": "def loss_table(X, y, weights, biases):\n    from course_utils.training import loss_surface\n"
            "    return loss_surface(X, y, weights, biases)",
        },
        "wrong": [
            ("transposed", surface(MIRRORED, found="torch.stack([torch.stack(row) for row in rows])")),
            ("reshaped", surface(MIRRORED, found="torch.tensor(rows).reshape(len(biases), len(weights))")),
            ("swapped_parameters", surface(logit="b * X + w")),
            ("swapped_parameters", surface(MIRRORED, logit="b * X + w")),
            (
                "sum_for_mean",
                surface().replace("}, y)", "}, y, reduction='sum')").replace("b, y)", "b, y, reduction='sum')"),
            ),
            ("wrong_sign", surface(found="-torch.tensor(rows)")),
            ("not yet", surface(found="torch.tensor(rows).flip(0)")),
        ],
    },
    "4.5": {
        "right": {"as asked": "explanation = 'c'", "capital": "explanation = 'C'"},
        "wrong": [
            ("sigmoid_is_truth", "explanation = 'a'"),
            ("luck_of_many", "explanation = 'b'"),
            ("more_data_mends", "explanation = 'd'"),
            ("one of the letters 'a', 'b', 'c', 'd'.", "explanation = 0.5"),
        ],
    },
}
