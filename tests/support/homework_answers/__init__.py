"""Answers to the homework as students write them, a module an assignment.

Each module holds

- RIGHT: {style: answers}, answers being {grade_id: source};
- WRONG: {mistake: (answers, visible test that fails, words of its message)};
- MEMORIZED: {answer: (answers, hidden test that finds it out)};
- PROVED: the numbers in the prose of the assignment that no cell prints, and that a test computes.
"""

import importlib
import pkgutil

_MODULES = {
    module.name: importlib.import_module(f"{__name__}.{module.name}")
    for module in pkgutil.iter_modules(__path__)
    if not module.name.startswith("_")
}
RIGHT = {f"{name}: {style}": (name, answers) for name, of in _MODULES.items() for style, answers in of.RIGHT.items()}
WRONG = {f"{name}: {mistake}": (name, *rest) for name, of in _MODULES.items() for mistake, rest in of.WRONG.items()}
MEMORIZED = {f"{name}: {which}": (name, *rest) for name, of in _MODULES.items() for which, rest in of.MEMORIZED.items()}
PROVED = {name: of.PROVED for name, of in _MODULES.items()}
