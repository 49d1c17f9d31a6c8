"""Live figures: Python computes the arrays, the browser draws and follows the hand.

Each explorer is an ipywidget: show it as the last line of a cell, read its state from a later
cell (`explorer.threshold`), `observe` or `link` it, put it into a `VBox`. It stays alive in an
exported page without a kernel; where not even JavaScript runs, its static picture is shown.
"""

import importlib
import pkgutil
import re
from pathlib import Path

# each module here holds the explorer of its name, two_words.py a TwoWordsExplorer; _private.py holds none
_MODULES = {
    module.name.title().replace("_", "") + "Explorer": module.name
    for module in pkgutil.iter_modules(__path__)
    if not module.name.startswith("_")
}
__all__ = sorted(_MODULES)
_TASK = re.compile(r'\bname: "([a-z-]+)",\s*ask: ')


def tasks():
    """The tasks of each explorer, as they are kept when they are solved.

    Returns
    -------
    dict of str to list of str
        From the name of the class to "explorer:module.task", in the order in which they are set.
    """
    sources = {name: Path(__file__).with_name(f"{module}.js") for name, module in _MODULES.items()}
    return {
        name: [f"explorer:{path.stem}.{task}" for task in _TASK.findall(path.read_text(encoding="utf-8"))]
        for name, path in sources.items()
    }

# for `progress()`: the key under which a task is kept, the notebook that has it, and what it is called there
TASKS = {
    "explorer:sigmoid.midpoint": ("01", "The curve in your hand"),
    "explorer:sigmoid.forty": ("01", "A curve for forty people"),
    "explorer:data.bayes-error": ("02", "The overlap of a Bayes error"),
    "explorer:data.luck": ("02", "A lucky sample"),
    "explorer:likelihood.half": ("03", "Likelier than one half for each"),
    "explorer:likelihood.largest": ("03", "Close to the largest likelihood"),
    "explorer:likelihood.one-person": ("03", "What one person costs"),
    "explorer:gradient.cancel": ("03", "Votes that cancel"),
    "explorer:gradient.balance": ("03", "Right on the whole, and tilted"),
    "explorer:descent.edge": ("03", "The learning rate that does not settle"),
    "explorer:descent.quick": ("03", "The shortest walk"),
    "explorer:samples.luck": ("04", "Two lucky samples"),
    "explorer:samples.form": ("04", "What no luck explains"),
    "explorer:threshold.cheapest": ("05", "The cheapest cut"),
    "explorer:threshold.prevalence": ("05", "The cut for another prevalence"),
    "explorer:people.coin-toss": ("05", "A positive result and a coin"),
    "explorer:people.rare": ("05", "What helps against false alarms"),
    "explorer:pieces.spline": ("06", "How many pieces"),
    "explorer:pieces.gap": ("06", "What the fit flatters"),
    "explorer:decision.most": ("07", "Where the model is worth the most"),
    "explorer:decision.hardly": ("07", "Where the price decides"),
    "explorer:separable.rest": ("08", "A weight that runs away"),
    "explorer:separable.one-person": ("08", "One person holds it"),
    "explorer:valley.edges": ("08", "The edge of two valleys"),
    "explorer:valley.round": ("08", "Ten steps in the round valley"),
    "explorer:valley.start": ("08", "Ten steps in the narrow one"),
}


def __getattr__(name):
    if name in _MODULES:
        return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted([*globals(), *__all__])
