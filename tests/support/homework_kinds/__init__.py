"""Every kind of submission that grading must get right, made by code, with what each must earn.

Two small assignments are answered: `assignment.HW0`, which has one question of each kind, and `wide.WIDE`, whose tests
lean on what crosses between two sessions. The kinds stand in modules by what they try.
"""

from dataclasses import replace

from . import (
    amounts,
    cells,
    ends,
    files,
    forging,
    habits,
    honest,
    leaking,
    lying,
    numbers,
    odd,
    pages,
    tricks,
    ways,
    wide,
)
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

MODULES = (honest, habits, cells, ends, amounts, forging, lying, leaking, pages, files, numbers, odd, ways, tricks)
WIDE = wide.WIDE
# first kinds that are left to the sweep, each with one of the core whose fault is found at the same place
STOOD_FOR = {
    "memory filled by a cell": "30 GB of memory",
    "deleted tests": "edited tests",
    "duplicated tests": "edited tests",
    "sys.exit": "ends the test by exit",
    "ends the test": "ends the test by exit",
    "dies in the graded call only": "dies in a call",
    "claims to be a tensor": "equal to everything",
    "a named tuple with methods": "equal to everything",
    "link by backslash": "link by formula",
    "link by remote": "link by formula",
    "half a character in the language": "half a character in the words",
    "lines that end as on Windows": "with a byte order mark",
    "a time in a pipe": "a time without end",
    **dict.fromkeys(
        ("all right", "area as Decimal", "area as Fraction", "area as a float of one's own",
         "arguments as room to work in", "a function that calls back"), "a number, room and callbacks in one",
    ),
    "stub left": "stub left, and answered above its tests",
}
# and such as a test of the engine tries in `make test`, in the same sandbox but without what surrounds it, or one of
# the plan without a sandbox
_WALLS, _ATTACKS = "tests/proctor/test_walls.py", "tests/proctor/test_attacks.py"
_ALONE, _PLAN = "tests/proctor/test_engine_alone.py", "tests/course_tools/homework/test_plan.py"
TRIED_ALONE = {
    "os._exit": (_ALONE, "test_a_notebook_is_run_beside_its_tests"),
    "reordered tests": (_PLAN, "test_a_test_comes_after_what_the_instructor_has_before_it"),
    "joblib": (_WALLS, "test_what_honest_notebooks_do_works"),
    "memory of a family": (_WALLS, "test_memory_is_counted_wherever_it_is"),
    "lends by locks": (_WALLS, "test_locks_tell_another_sandbox_and_the_host_nothing"),
    "listens for locks": (_WALLS, "test_locks_tell_another_sandbox_and_the_host_nothing"),
    "a board in a file": (_WALLS, "test_what_a_copy_writes_no_later_copy_reads"),
    "a board in shared memory": (_WALLS, "test_what_a_copy_writes_no_later_copy_reads"),
    "a lying subtraction": (_ATTACKS, "test_no_points_for_nothing"),
    "arguments made trivial": (_ATTACKS, "test_no_points_for_nothing"),
    "the storage behind a view": (_ATTACKS, "test_no_points_for_nothing"),
    "the seed of a test": (_ATTACKS, "test_no_points_for_nothing"),
}
ALL = [
    replace(kind, core=kind.core and kind.name not in STOOD_FOR and kind.name not in TRIED_ALONE)
    for module in MODULES
    for kind in (*core(module.first()), *module.further())
]
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
    "STOOD_FOR",
    "TRIED_ALONE",
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
