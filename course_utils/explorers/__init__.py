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


def __getattr__(name):
    if name in _MODULES:
        return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted([*globals(), *__all__])
