"""Helpers of the logistic-regression course: one concept a module.

===============  ==========================================================
`functional`     sigmoid, logit, binary cross-entropy: written to be read
`models`         `LogisticRegression`, whose forward pass gives logits
`data`           the reference example; overlapping classes with known truth
`covid`          the real table of COVID-19 tests: loading, cleaning, encoding
`preparation`    a three-way split by rows or by people, and the standardiser
`training`       `fit`, its `History`, and the loss surface
`newton`         `fit_newton`, to the exact optimum; `odds_ratios`, `standard_errors`
`data_parallel`  training in several processes: a script for torchrun
`metrics`        counts at every threshold, rates, ROC, costs, calibration
`calibration`    intercept and slope of the calibration, with intervals
`decision`       net benefit: what a model is worth at a price
`bootstrap`      intervals from rows or people drawn anew, and those of shares
`plotting`       one `plot_*` function for each figure of the notebooks
`explorers`      live figures: Python computes, the browser draws
`exercises`      `check`, `hint`, `solution`, `progress`, and the quizzes
`hand_in`        is a homework complete, before it is handed in?
`receipt`        letters that stand for the text of a notebook
===============  ==========================================================

Importing the package loads none of them, so neither torch nor matplotlib;
a module is loaded when it is first named.
"""

__version__ = "0.1.0"

__all__ = [
    "bootstrap", "calibration", "covid", "data", "data_parallel", "decision", "exercises", "explorers", "functional",
    "hand_in", "metrics", "models", "newton", "plotting", "preparation", "receipt", "training",
]


def __getattr__(name):
    if name in __all__:
        from importlib import import_module

        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted({*globals(), *__all__})
