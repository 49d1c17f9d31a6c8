"""The explorers that the tests show: each that there is, and a few more that differ by their data.

A new explorer is tried as it is, made without arguments. What the tests cannot guess of it stands in ENTRIES.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from course_utils import explorers
from course_utils.data import make_overlapping_classes
from course_utils.models import LogisticRegression
from course_utils.training import fit

# scores with ties, on the steps of the slider
TIED_Y = [0] * 13 + [1] * 17
TIED_P = [*np.linspace(0.05, 0.65, 13).round(2).tolist(), *np.linspace(0.2, 0.92, 16).round(2).tolist(), 0.5]
# a rare class, and tasks of the caller
RARE = """
rare_p = (0.01 + 0.2 * np.random.default_rng(6).uniform(size=900)).round(3).tolist()
rare_y = (np.random.default_rng(7).uniform(size=900) < rare_p).astype(int).tolist()
"""
# the points with which a separable explorer opens, and the ranges that its picture shows
POINTS_X, POINTS_Y = [1, 2.5, 4, 5.8, 4.6, 6, 7.5, 9], [0, 0, 0, 0, 1, 1, 1, 1]
POINTS_SHOWN = (0, 10), (-0.12, 1.12)
BENT = """
bent_x = np.linspace(0, 60, 240).round(2)
bent_y = (np.random.default_rng(0).uniform(size=240) < 0.4 + 0.3 * np.sin(bent_x / 7)).astype(int)
halves = [(np.arange(0, 240, 2), np.arange(1, 240, 2)), (np.arange(1, 240, 2), np.arange(0, 240, 2))]
"""
SETUP = f"""
import ipywidgets
import numpy as np
from course_utils.data import reference_example
from course_utils.explorers import *
from course_utils.training import fit
model, X, y = reference_example()
history = fit(model, X, y)
p = model.predict_proba(X)
tied = ({TIED_Y}, {TIED_P})
{RARE}rare = (rare_y, rare_p)
{BENT}bent = (bent_x, bent_y, halves)
"""


@dataclass(frozen=True)
class Entry:
    """What the tests that hold for every explorer know of one."""

    source: str  # shows it in a cell after SETUP
    shown: str | None = None  # its repr
    large: Callable | None = None  # makes one that holds as much as it may be given
    slider: tuple | None = None  # label and trait of a slider, and the trait's value three steps on; None: any
    change: tuple | None = None  # what a later cell says to the variable of its name, and words then in its text
    answers_at_once: bool = True  # to the last of its sliders; False: from the next step of a walk on


def _many_scores():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 20_000)
    return y, 1 / (1 + np.exp(1 - 2 * y - rng.normal(size=len(y))))


def _many_ages():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 100, 3000) / 3, rng.integers(0, 2, 3000)
    return x, y, [(np.arange(1500), np.arange(1500, 3000))]


def _long_walk():
    X, y = make_overlapping_classes(500, 500, seed=1)
    return fit(LogisticRegression.from_parameters(0.0, 0.0), X, y, n_epochs=4500), X, y


ENTRIES = {
    "data": Entry(
        source="DataExplorer()",
        shown="DataExplorer(class_size=20, overlap=4.000, seed=42)",
        large=lambda: explorers.DataExplorer(300, 1 / 3, 987_654_321),
        slider=("overlap", "overlap", 4.3),
        change=("data.class_size = 150", "this sample of 300"),
    ),
    "decision": Entry(
        source="DecisionExplorer(*rare)",
        shown="DecisionExplorer(price=20)",
        large=lambda: explorers.DecisionExplorer(*_many_scores(), prices=(1, 201)),
        slider=("price of a miss", "price", 23),
        change=("decision.price = 7", "A miss costs 7 false alarms"),
    ),
    "descent": Entry(
        source="DescentExplorer(history, X, y)",
        shown="DescentExplorer(lr=0.100, epoch=2000, loss=0.539, weight=0.613, bias=-3.173)",
        large=lambda: explorers.DescentExplorer(*_long_walk()),
        slider=("start: weight", "start_weight", None),
        change=("descent.set_trait('epoch', 3)", "After 3 epochs"),
    ),
    "gradient": Entry(
        source="GradientExplorer()",
        shown="GradientExplorer(weight=0.765, bias=0.830)",
        large=lambda: explorers.GradientExplorer(torch.linspace(1 / 3, 9.9, 200), [0, 1] * 100),
        slider=("bias", "bias", None),
        change=("gradient.weight, gradient.bias = 0.0, 0.0", "Mean vote: weight −0.573"),
    ),
    "likelihood": Entry(
        source="LikelihoodExplorer()",
        shown="LikelihoodExplorer(weight=0.765, bias=0.830)",
        large=lambda: explorers.LikelihoodExplorer(torch.linspace(1 / 3, 9.9, 200), [0, 1] * 100),
        slider=("weight", "weight", None),
        change=("likelihood.weight, likelihood.bias = 0.0, 0.0", "the loss, 0.693"),
    ),
    "people": Entry(
        source="PeopleExplorer()",
        shown="PeopleExplorer(prevalence=0.010, sensitivity=0.900, specificity=0.950)",
        large=lambda: explorers.PeopleExplorer(1 / 3, 1 / 3, 1 / 3),
        slider=("sensitivity", "sensitivity", None),
        change=("people.prevalence, people.sensitivity = 0.1, 0.9", "Of the 135 who test positive"),
    ),
    "pieces": Entry(
        source="PiecesExplorer(*bent)",
        shown="PiecesExplorer(pieces=1)",
        large=lambda: explorers.PiecesExplorer(*_many_ages()),
        slider=("pieces", "pieces", 4),
        change=("pieces.pieces = 7", "7 pieces. Spline (circles): "),
    ),
    "samples": Entry(
        source="SamplesExplorer(200)",
        shown="SamplesExplorer(drawn=1, at=5.000)",
        large=lambda: explorers.SamplesExplorer(1000, class_size=300),
        slider=("your x", "at", 5.3),
        change=("samples.drawn = 3", "the 3 samples predict"),
    ),
    "separable": Entry(
        source="SeparableExplorer()",
        shown="SeparableExplorer(weight_decay=0.000, epoch=0, weight=0.000, bias=0.000)",
        large=lambda: explorers.SeparableExplorer(torch.linspace(1 / 3, 9.9, 40), [0, 1] * 20),
        slider=("weight decay", "weight_decay", 0.003),
        change=("separable.x = [1, 2, 3, 4, 6, 7, 8, 9]", "Separable: yes"),
        answers_at_once=False,
    ),
    "sigmoid": Entry(
        source="SigmoidExplorer()",
        shown="SigmoidExplorer(weight=0.500, bias=0.000)",
        large=lambda: explorers.SigmoidExplorer(1 / 3, -1 / 3),
        slider=("weight", "weight", 0.65),
        change=("sigmoid.weight, sigmoid.bias = 1.1, -5.5", "midpoint x = 5.000"),
    ),
    "threshold": Entry(
        source="ThresholdExplorer(y, p, x=X, model=model)",
        shown="ThresholdExplorer(threshold=0.500, cost_fp=1.000, cost_fn=5.000, prevalence=0.500, "
        "tp=14, fp=7, fn=6, tn=13, cost=0.925)",
        large=lambda: explorers.ThresholdExplorer(*_many_scores()),
        slider=("threshold on p", "threshold", None),
        change=("threshold.threshold = 0.25", "p ≥ 0.250"),
    ),
    "valley": Entry(
        source="ValleyExplorer()",
        shown="ValleyExplorer(lr_raw=0.100, lr_standardised=0.100, steps=20)",
        large=lambda: explorers.ValleyExplorer(torch.linspace(1 / 3, 9.9, 200), [0, 1] * 100),
        slider=("steps", "steps", 23),
        change=("valley.steps = 7", "After 7 steps"),
    ),
}
VARIANTS = {
    "tied": "ThresholdExplorer(*tied)",
    "rare": "ThresholdExplorer(*rare, task_cost_fn=20, task_recall=0)",
    "weak": "PeopleExplorer(0.057, 0.56, 0.61, task_sensitivity=0.56, task_specificity=0.61)",
}


def _as_it_is(kind):
    """The entry of an explorer of which the tests know nothing."""
    trait = kind.state[0]
    return Entry(f"{kind.__name__}()", slider=(trait.replace("_", " "), trait, None))


KINDS = [getattr(explorers, name) for name in explorers.__all__]
EXPLORERS = {kind.__module__.rpartition(".")[2]: _as_it_is(kind) for kind in KINDS} | ENTRIES
SOURCES = {name: entry.source for name, entry in EXPLORERS.items()} | VARIANTS  # in the order of the page


@functools.cache
def after_setup():
    """The variables that SETUP leaves."""
    variables = {}
    exec(SETUP, variables)
    return variables


def made(name):
    """A new explorer of this name, as its cell makes it."""
    return eval(SOURCES[name], after_setup())


def reference():
    """The reference example after its fit: model, X, y and history."""
    return tuple(after_setup()[name] for name in ("model", "X", "y", "history"))


def counts_in_table(figure):
    """The counts in the table of a threshold explorer, as they stand."""
    cells = figure.read("table", "[...element.querySelectorAll('.cu-count')].map(one => one.textContent)")
    return dict(zip(("tn", "fp", "fn", "tp"), map(int, cells), strict=True))


def drag_point(figure, start, end, label):
    """Take a point of a separable explorer by mouse, from one x to another, over the curve."""
    ways = [(start, label), ((start + end) / 2, 0.4), (end, label)]
    figure.drag_through(figure.pixels("Data: drag the people", *POINTS_SHOWN, ways))
