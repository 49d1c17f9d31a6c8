"""Live figures: Python computes the arrays, the browser draws and follows the hand.

Each explorer is an ipywidget: show it as the last line of a cell, read its state from a later
cell (`explorer.threshold`), `observe` or `link` it, put it into a `VBox`. It stays alive in an
exported page without a kernel; where not even JavaScript runs, its static picture is shown.
"""

__all__ = [
    "DataExplorer",
    "DescentExplorer",
    "PeopleExplorer",
    "SeparableExplorer",
    "SigmoidExplorer",
    "ThresholdExplorer",
]

_MODULES = {name: name.removesuffix("Explorer").lower() for name in __all__}


def __getattr__(name):
    if name in _MODULES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return sorted([*globals(), *__all__])
