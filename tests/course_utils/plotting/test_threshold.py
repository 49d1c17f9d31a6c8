"""course_utils.plotting: what a threshold does, in every figure as counting by hand says."""

import math

import numpy as np
import pytest
import torch
from matplotlib.colors import to_hex, to_rgb
from support.figures import (
    MODEL,
    P,
    X,
    assert_points,
    color_of,
    legend_texts,
    line,
    p_flat,
    points,
    rare,
    styles,
    sweep,
    x_flat,
    y,
    y_flat,
)
from support.rows import each_row

from course_utils import metrics, plotting
from course_utils.functional import sigmoid


def test_points_of_a_precision_recall_curve_are_marked_where_there_are_few():
    few = plotting.plot_precision_recall(*rare(0)).lines[0]
    labels, p = np.tile(rare(0)[0], 2), np.concatenate([rare(0)[1], rare(1)[1]])
    many = plotting.plot_precision_recall(labels, p).lines[0]
    assert (few.get_marker(), many.get_marker()) == (".", "None")
    assert len(many.get_xdata()) == 443


def outcomes_by_hand(threshold):
    """x of the samples of each outcome, one sample after the other, from the meaning of the words."""
    found = {"TP": [], "FN": [], "FP": [], "TN": []}
    for x, label, p in zip(x_flat.tolist(), y_flat.tolist(), p_flat, strict=True):
        called = "P" if p >= np.float32(threshold) else "N"
        right = "T" if (called == "P") == (label == 1) else "F"
        found[right + called].append(x)
    return found


@pytest.mark.slow
@each_row(
    ("threshold", "y_given"),
    [
        *((t, y) for t in (0.5, 0.93, 0.02, 0.999, float(p_flat[4]), float(p_flat[20]))),
        (0.4, y.ravel()),
        (0.4, y_flat.astype(int)),
    ],
)
def test_plot_threshold_shows_each_sample_by_what_became_of_it(threshold, y_given):
    ax = plotting.plot_threshold(MODEL, X, y_given, threshold=threshold)
    by_hand = outcomes_by_hand(threshold)
    appearance = {  # truth by colour and shape, the call by filling
        "TP": (1, "#D55E00", "^", True), "FN": (1, "#D55E00", "^", False),
        "FP": (0, "#0072B2", "o", True), "TN": (0, "#0072B2", "o", False),
    }
    assert legend_texts(ax) == [f"{name}: {len(by_hand[name])}" for name in appearance]
    counts = metrics.confusion_counts(y, P, threshold)
    for name, (height, color, marker, filled) in appearance.items():
        samples = line(ax, f"{name}: {getattr(counts, name.lower())}")
        assert_points(samples, by_hand[name], [height] * len(by_hand[name]))
        assert (color_of(samples), samples.get_marker(), samples.get_linestyle()) == (color, marker, "None")
        assert to_hex(samples.get_markerfacecolor()).upper() == (color if filled else "#FFFFFF")


def test_plot_threshold_is_one_cut_on_p_and_on_x():
    ax = plotting.plot_threshold(MODEL, X, y, threshold=0.3)
    curve, on_p, on_x = ax.lines[:3]
    x, drawn = points(curve)
    assert (x[0], x[-1]) == (0, 10)
    np.testing.assert_allclose(drawn, sigmoid(torch.as_tensor(0.8 * x - 4.1)), atol=1e-6)
    cut = (math.log(0.3 / 0.7) + 4.1) / 0.8
    assert_points(on_p, [0, 1], [0.3, 0.3])
    assert_points(on_x, [cut, cut], [0, 1], tolerance=1e-6)
    assert {text.get_text(): text.xy for text in ax.texts} == {
        "p = 0.300": (0, 0.3), f"x = {cut:.3f}": (pytest.approx(cut), 0.08),
    }


@pytest.mark.parametrize(("threshold", "side"), [(0.3, "left"), (0.95, "right")])
def test_plot_threshold_writes_x_on_the_side_where_there_is_room(threshold, side):
    text = plotting.plot_threshold(MODEL, X, y, threshold=threshold).texts[1]
    assert text.get_ha() == side
    assert (text.xyann[0] < 0) == (side == "right")


def test_plot_threshold_accepts_one_class():
    ax = plotting.plot_threshold(MODEL, X[y == 1].reshape(-1, 1), torch.ones(17, 1))
    assert [text.split(":")[0] for text in legend_texts(ax)] == ["TP", "FN", "FP", "TN"]
    assert legend_texts(ax)[2:] == ["FP: 0", "TN: 0"]


def contrast_with_black(color):
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return (linear @ [0.2126, 0.7152, 0.0722] + 0.05) / 0.05


def test_plot_confusion_matrix_has_truth_in_rows_and_calls_in_columns():
    counts = metrics.Counts(thresholds=0.5, tp=3, fp=7, n_positive=16, n_negative=24)  # FN 13, TN 17
    ax = plotting.plot_confusion_matrix(counts)
    ax.figure.draw_without_rendering()
    columns = [text.get_text() for text in ax.get_xticklabels()]
    rows = [text.get_text() for text in ax.get_yticklabels()]
    assert columns == rows == ["negative (0)", "positive (1)"]
    assert (ax.get_xticks().tolist(), ax.get_yticks().tolist()) == ([0, 1], [0, 1])
    said = {text.get_position(): text.get_text().split() for text in ax.texts}
    # at (called, truth)
    words = {(0, 0): "TN right: 17", (1, 0): "FP wrong: 7", (0, 1): "FN wrong: 13", (1, 1): "TP right: 3"}
    assert said == {place: text.split() for place, text in words.items()}
    cells = {tuple(cell.get_center().round().astype(int).tolist()): cell for cell in ax.patches}
    assert cells.keys() == said.keys()
    for (called, truth), cell in cells.items():
        color = plotting._style.CLASSES[truth][1]
        right = called == truth
        assert to_hex(cell.get_edgecolor()) == color.lower(), "a row has the colour of its class"
        assert (cell.get_hatch() is None, to_hex(cell.get_facecolor()) == color.lower()) == (right, right)
        share = cell.get_facecolor()[3] if right else cell.get_alpha()  # of the colour in the fill, or in its lines
        assert contrast_with_black(1 - share * (1 - np.array(to_rgb(color)))) >= 4.5
    assert {text.get_color() for text in ax.texts} == {"black"}
    bottom, top = ax.get_ylim()
    assert bottom > top  # the first row is on top


def height_of_steps(artist, threshold):
    """The height that a step curve shows at a threshold away from its steps."""
    x, heights = points(artist)
    at = [
        (left, right)
        for x0, x1, left, right in zip(x[:-1], x[1:], heights[:-1], heights[1:], strict=True)
        if min(x0, x1) < threshold < max(x0, x1)
    ]
    ((left, right),) = at
    assert left == right or (math.isnan(left) and math.isnan(right))
    return left


def between(scores, low, high):
    """A threshold in every gap between neighbouring scores, and one beyond each end."""
    ends = np.unique(np.concatenate([[low], np.asarray(scores, float), [high]]))
    return ends[:-1] + np.diff(ends) / 3


RATES = ("accuracy", "precision", "recall", "specificity", "false_positive_rate")


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1), x_flat * 3 - 13], ids=["p", "ties", "logits"])
def test_plot_rates_shows_between_two_thresholds_what_counting_there_gives(scores):
    sweep = metrics.counts_at_every_threshold(y, scores)
    ax = plotting.plot_rates(sweep, rates=RATES)
    assert legend_texts(ax) == [rate.replace("_", " ") for rate in RATES]
    low, high = points(ax.lines[0])[0][[-1, 0]]
    if scores.min() >= 0 and scores.max() <= 1:
        assert (low, high) == (0, 1)
    else:
        assert low < scores.min()
        assert high > scores.max()
        assert high - low < 1.1 * np.ptp(scores)
    thresholds = between(scores, low, high)
    assert len(thresholds) > 7
    for t in thresholds:
        counts = metrics.confusion_counts(y, scores, t)
        for rate in RATES:
            drawn = height_of_steps(line(ax, rate.replace("_", " ")), t)
            assert drawn == pytest.approx(getattr(counts, rate), nan_ok=True)


def test_plot_rates_steps_at_the_scores():
    ax = plotting.plot_rates(sweep(), rates=["recall"])
    x, _ = points(ax.lines[0])
    np.testing.assert_array_equal(np.unique(x), np.unique([0, *p_flat, 1]))


def test_plot_rates_shows_four_rates_unless_told():
    ax = plotting.plot_rates(sweep())
    assert legend_texts(ax) == ["accuracy", "precision", "recall", "specificity"]
    assert styles(ax) == list(plotting.CURVE_STYLES[:4])
    bottom, top = ax.get_ylim()
    assert bottom < 0
    assert top > 1


def test_plot_rates_of_equal_scores_beyond_0_and_1():
    ax = plotting.plot_rates(metrics.counts_at_every_threshold([0, 1, 1], [5, 5, 5]), rates=["recall"])
    assert (height_of_steps(ax.lines[0], 4.99), height_of_steps(ax.lines[0], 5.01)) == (1, 0)


@pytest.mark.parametrize("scores", [[-0.5, 0.2, 0.9], [0.1, 0.2, 1.5]])
def test_steps_run_on_beyond_scores_of_which_one_is_no_probability(scores):
    ax = plotting.plot_rates(metrics.counts_at_every_threshold([0, 1, 1], scores), rates=["recall"])
    x, _ = points(ax.lines[0])
    assert x[-1] == pytest.approx(scores[0] - 0.03 * (scores[2] - scores[0]))
    assert x[0] == pytest.approx(scores[2] + 0.03 * (scores[2] - scores[0]))


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1), -p_flat], ids=["p", "ties", "reversed"])
def test_plot_roc_is_the_curve_of_metrics(scores):
    ax = plotting.plot_roc(y, scores)
    auc = metrics.roc_auc(y, scores)
    curve = line(ax, f"model (AUC {auc:.3f})")
    rate, recall, _ = metrics.roc_curve(y, scores)
    assert_points(curve, rate, recall)
    assert_points(line(ax, "chance"), [0, 1], [0, 1])
    assert legend_texts(ax) == ["chance", f"model (AUC {auc:.3f})"]
    for low, high in (ax.get_xlim(), ax.get_ylim()):
        assert -0.1 < low < -0.02  # a marker at 0 or 1 is not cut
        assert 1.02 < high < 1.1


@each_row("threshold", [0.3, 0.7, float(p_flat[7]), 2, -1])
def test_plot_roc_marks_the_threshold_on_the_curve(threshold):
    ax = plotting.plot_roc(y, P, threshold=threshold)
    mark = line(ax, f"threshold {threshold:.3f}")
    counts = metrics.confusion_counts(y, P, threshold)
    assert_points(mark, [counts.fp / 13], [counts.tp / 17])
    rate, recall = points(ax.lines[1])
    assert (counts.fp / 13, counts.tp / 17) in set(zip(rate, recall, strict=True))
    assert mark.get_linestyle() == "None"
    assert mark.get_marker() == "D"


def test_two_roc_curves_share_one_line_of_chance():
    ax = plotting.plot_roc(y, P, label="p")
    plotting.plot_roc(y, -P, label="-p", ax=ax)
    assert [text.split()[0] for text in legend_texts(ax)] == ["chance", "p", "-p"]
    assert styles(ax)[1:] == list(plotting.CURVE_STYLES[:2])
    first, second = (float(text.split("AUC ")[1].rstrip(")")) for text in legend_texts(ax)[1:])
    assert first + second == pytest.approx(1)


@pytest.mark.parametrize("scores", [p_flat, p_flat.round(1)], ids=["p", "ties"])
def test_plot_precision_recall_is_the_curve_of_metrics(scores):
    ax = plotting.plot_precision_recall(y, scores)
    recall, precision = points(line(ax, "model"))
    expected_precision, expected_recall, _ = metrics.precision_recall_curve(y, scores)
    np.testing.assert_array_equal(precision, expected_precision)
    np.testing.assert_array_equal(recall, expected_recall)
    assert_points(line(ax, "share of positives: 0.567"), [0, 1], [17 / 30] * 2)
    assert legend_texts(ax) == ["model", "share of positives: 0.567"]
    for low, high in (ax.get_xlim(), ax.get_ylim()):
        assert -0.1 < low < -0.02
        assert 1.02 < high < 1.1


@pytest.mark.parametrize("threshold", [0.3, 0.7, float(p_flat[7])])
def test_plot_precision_recall_marks_the_threshold(threshold):
    ax = plotting.plot_precision_recall(y, P, threshold=threshold)
    counts = metrics.confusion_counts(y, P, threshold)
    assert_points(line(ax, f"threshold {threshold:.3f}"), [counts.tp / 17], [counts.tp / (counts.tp + counts.fp)])


@pytest.mark.slow
@pytest.mark.parametrize(("threshold", "words", "rate"), [
    (math.inf, "threshold inf: nobody is called positive", 0),
    (-math.inf, "threshold -inf: everybody is called positive", 1),
])
def test_an_infinite_threshold_is_said_in_words(threshold, words, rate):
    ax = plotting.plot_threshold(MODEL, X, y, threshold=threshold)
    assert [text.get_text() for text in ax.texts] == [words]
    assert len(ax.lines) == 1 + 4  # the curve and the four outcomes
    assert legend_texts(ax) == (
        ["TP: 0", "FN: 17", "FP: 0", "TN: 13"] if rate == 0 else ["TP: 17", "FN: 0", "FP: 13", "TN: 0"]
    )
    assert ax.get_xlim()[1] < 11
    ax.figure.draw_without_rendering()
    assert_points(line(plotting.plot_roc(y, P, threshold=threshold), words), [rate], [rate])
    mark = line(plotting.plot_precision_recall(y, P, threshold=threshold), words)
    assert_points(mark, [rate], [17 / 30 if rate else math.nan])


@each_row("prevalence", [None, 0.1])
@each_row(("cost_fp", "cost_fn"), [(1, 5), (3, 1)])
def test_plot_cost_shows_between_two_thresholds_what_deciding_there_costs(cost_fp, cost_fn, prevalence):
    settings = {"cost_fp": cost_fp, "cost_fn": cost_fn, "prevalence": prevalence}
    ax = plotting.plot_cost(y, P, **settings)
    share = 17 / 30 if prevalence is None else prevalence
    for t in between(p_flat, 0, 1):
        counts = metrics.confusion_counts(y, P, t)
        expected = cost_fp * (1 - share) * counts.fp / 13 + cost_fn * share * counts.fn / 17
        assert height_of_steps(line(ax, "cost"), t) == pytest.approx(expected)
    assert ax.get_ylabel() == f"cost per person (FP {cost_fp}, FN {cost_fn})"
    bottom, top = ax.get_ylim()
    assert bottom == 0
    assert top > points(line(ax, "cost"))[1].max()
    best, cost = metrics.cheapest_threshold(y, P, **settings)
    if math.isfinite(best):
        assert_points(line(ax, f"cheapest: {cost:.3f} at {best:.3f}"), [best], [cost])
        assert cost == pytest.approx(points(line(ax, "cost"))[1].min())
    assert len(legend_texts(ax)) == 2


@pytest.mark.parametrize("threshold", [0.3, 0.7, float(p_flat[7])])
def test_plot_cost_marks_the_cheapest_by_a_star_and_the_threshold_by_the_diamond_of_the_other_curves(threshold):
    settings = {"cost_fp": 1, "cost_fn": 5}
    ax = plotting.plot_cost(y, P, **settings, threshold=threshold)
    best, least = metrics.cheapest_threshold(y, P, **settings)
    star = line(ax, f"cheapest: {least:.3f} at {best:.3f}")
    assert star.get_marker() == "*"
    paid = metrics.expected_cost(metrics.confusion_counts(y, P, threshold), **settings)
    diamond = line(ax, f"{paid:.3f} at threshold {threshold:.3f}")
    assert_points(diamond, [threshold], [paid])
    on_roc = line(plotting.plot_roc(y, P, threshold=threshold), f"threshold {threshold:.3f}")
    assert diamond.get_marker() == on_roc.get_marker() == "D"


def test_plot_cost_says_so_where_calling_nobody_positive_is_cheapest():
    settings = {"cost_fp": 1000, "cost_fn": 1, "prevalence": 0.001}
    ax = plotting.plot_cost(y, 1 - P, **settings)  # the highest scores are those of negatives
    assert metrics.cheapest_threshold(y, 1 - P, **settings) == (math.inf, pytest.approx(0.001))
    assert legend_texts(ax) == ["cost", "cheapest: 0.001, calling nobody positive"]
    assert len(points(line(ax, "cheapest: 0.001, calling nobody positive"))[0]) == 0


@pytest.mark.slow
def test_plot_predictive_value_is_bayes_rule_over_the_prevalence():
    ax = plotting.plot_predictive_value(sensitivity=0.9, specificity=0.97)
    prevalence, value = points(line(ax, "sensitivity 0.9, specificity 0.97"))
    assert (prevalence[0], prevalence[-1]) == pytest.approx((0.001, 1))
    assert len(prevalence) > 100
    assert np.ptp(np.diff(np.log(prevalence))) < 1e-9  # evenly, on the logarithmic axis
    infected, healthy = prevalence * 0.9, (1 - prevalence) * 0.03
    np.testing.assert_allclose(value, infected / (infected + healthy))
    assert_points(line(ax, "a coin toss"), [0, 1], [0.5, 0.5])
    assert ax.get_xscale() == "log"
    ax.figure.draw_without_rendering()
    ticks = dict(zip(ax.get_xticks().tolist(), (text.get_text() for text in ax.get_xticklabels()), strict=True))
    assert {0.001: "0.1 %", 0.01: "1 %", 0.1: "10 %", 1.0: "100 %"}.items() <= ticks.items()
    bottom, top = ax.get_ylim()
    assert bottom < 0
    assert top > 1


def test_two_predictive_values_share_one_coin_toss():
    ax = plotting.plot_predictive_value(sensitivity=0.9, specificity=0.97)
    plotting.plot_predictive_value(sensitivity=0.5, specificity=0.999, ax=ax)
    assert legend_texts(ax) == [
        "sensitivity 0.9, specificity 0.97", "a coin toss", "sensitivity 0.5, specificity 0.999",
    ]
    assert styles(ax)[0] == plotting.CURVE_STYLES[0]
    assert styles(ax)[2] == plotting.CURVE_STYLES[1]
