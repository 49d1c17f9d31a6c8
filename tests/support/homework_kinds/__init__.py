"""Every kind of submission that grading must get right, made by code, with what each must earn.

Two small assignments are answered: `assignment.HW0`, which has one question of each kind, and `wide.WIDE`, whose tests
lean on what crosses between two sessions. The kinds stand in modules by what they try.
"""

from . import amounts, cells, ends, files, forging, habits, honest, leaking, lying, numbers, pages, wide
from .assignment import (
    FULL,
    HIDDEN_NUMBER,
    HW0,
    LARGE,
    NAME,
    NOTHING,
    QUESTIONS,
    SECRET,
    before,
    code,
    find,
    instructor_version,
    released,
    solved,
    write_assignment,
)
from .kind import Kind, core, write
from .searching import searching

MODULES = (honest, habits, cells, ends, amounts, forging, lying, leaking, pages, files, numbers)
WIDE = wide.WIDE
ALL = [kind for module in MODULES for kind in (*core(module.first()), *module.further())]
CORE = [kind for kind in ALL if kind.core]
REST = [kind for kind in ALL if not kind.core]


def named(name):
    """The kind of this name."""
    return next(kind for kind in ALL if kind.name == name)


__all__ = [
    "ALL",
    "CORE",
    "FULL",
    "HIDDEN_NUMBER",
    "HW0",
    "LARGE",
    "NAME",
    "NOTHING",
    "QUESTIONS",
    "REST",
    "SECRET",
    "WIDE",
    "Kind",
    "before",
    "code",
    "find",
    "instructor_version",
    "named",
    "released",
    "searching",
    "solved",
    "write",
    "write_assignment",
]
