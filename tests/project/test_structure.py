"""The house: three packages, arrows that run one way, and no circle between any two files."""

import functools
import graphlib
import re
from collections import defaultdict

import pytest
from support.imports import arrows, imported_by, modules_of
from support.notebook_checks import ROOT

PACKAGES = ("course_utils", "proctor", "course_tools")
MAY_USE = {"course_utils": set(), "proctor": set(), "course_tools": {"course_utils", "proctor"}}

# A room is a module or a folder right inside a package. It stands on one floor, and uses what stands below it.
FLOORS = {
    "course_utils": [
        "_checks _columns _fit_bar _fresh_copy _fast_steps _kept _needed _mean_loss _radix_sort instructor receipt",
        "_at_the_optimum functional metrics decision bootstrap covid hand_in preparation training widgets",
        "models newton",
        "data calibration",
        "data_parallel plotting",
        "explorers",
        "exercises",
    ],
    "proctor": [
        "task wire codec remote through given beginning sandbox clock parting parsing caches compiler shared_memory",
        "decoding protocol collect replies large_pages asked",
        "arguments in_place seeds callbacks",
        "mirrors calls",
        "link",
        "author_session tests_session box engine",
        "session_copy",
        "examiner untrusted",
        "supervisor",
        "zygote",
    ],
    "course_tools": [
        "project shared_options forked_from address fonts files predictions drawing_code dependencies "
        "vector_pictures warm_kernels wheels first_imports",
        "prose preview",
        "render",
        "execute new working_copy lock cli scenes search_index",
        "kept_runs exercise_cells heads lecture update doctor",
        "building claims lab exercise_pages",
        "page_body slide_code nbval_runs",
        "front_page slides",
        "homework",
        "guides mutants",
        "site",
    ],
}
# the tests run in one worker, so that the files are read once
pytestmark = pytest.mark.xdist_group("structure")


@functools.cache
def graph():
    return arrows([ROOT / package for package in PACKAGES])


def package_of(module):
    return module.partition(".")[0]


def room_of(module):
    """`course_utils.exercises.quiz` -> `exercises`; None for the package itself, which hands names on."""
    return [*module.split("."), None][1]


def circle_in(arrows):
    """The modules of a circle, or None."""
    try:
        list(graphlib.TopologicalSorter(arrows).static_order())
    except graphlib.CycleError as error:
        return error.args[1]
    return None


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_between_packages_run_one_way(package):
    foreign = {
        (module, imported)
        for module, imports in graph().items()
        if package_of(module) == package
        for imported in imports
        if package_of(imported) not in {package} | MAY_USE[package]
    }
    assert foreign == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_stands_on_one_floor(package):
    rooms = {room_of(module) for module in graph() if package_of(module) == package} - {None}
    assert sorted(room for floor in FLOORS[package] for room in floor.split()) == sorted(rooms)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_uses_only_what_stands_below_it(package):
    floor_of = {room: height for height, floor in enumerate(FLOORS[package]) for room in floor.split()}
    upwards = [
        (module, imported)
        for module, imports in graph().items()
        for imported in imports
        if package_of(module) == package_of(imported) == package
        and (own := room_of(module)) and (other := room_of(imported)) and own != other
        and floor_of[own] <= floor_of[other]
    ]
    assert upwards == []


def test_the_map_of_proctor_has_every_file_of_it():
    said = (ROOT / "proctor" / "__init__.py").read_text(encoding="utf-8")  # Linux alone can import it
    words = re.findall(r"\w+", said.partition("Which file is which:")[2])
    assert [module for module in graph() if (room := room_of(module)) and package_of(module) == "proctor"
            and room not in words] == []  # fmt: skip


def test_no_files_import_each_other_in_a_circle():
    assert circle_in(graph()) is None


# Named by what they show: a notebook's chapter, a picture or a live figure of what a module computes, a slide's scene.
BY_CONTENT = ("chapters", "plotting", "explorers", "scenes")
IN_EVERY_ROOM = ("command", "faults")  # one name for one thing
ENDING = re.compile(r"(ise|ition|ing|ion|er|or|ed|e?s|e)$")


def nearly_one_name(modules):
    """Those of some modules whose last names, without endings, are the same: grade and graded, receipt and receipts."""
    found = defaultdict(list)
    for module in modules:
        name = module.rpartition(".")[2].strip("_")
        found[ENDING.sub("", name)].append(module)
    return [sorted(alike) for alike in found.values() if len(alike) > 1]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_modules_of_a_package_have_nearly_one_name(package):
    folders = {module.rpartition(".")[0] for module in graph()}
    names = [
        module for module in graph()
        if package_of(module) == package and module not in folders
        and not set(module.split(".")[:-1]).intersection(BY_CONTENT) and module.rpartition(".")[2] not in IN_EVERY_ROOM
    ]  # fmt: skip
    assert len(names) > 30
    assert nearly_one_name(names) == []


def test_modules_of_nearly_one_name_are_found():
    for alike in (["execute", "executed", "executor"], ["_progress", "exercises._progress"],
                  ["recognise", "recognition"], ["gradebook", "handing_out.gradebooks"]):  # fmt: skip
        assert nearly_one_name([*alike, "training", "plotting", "class_report"]) == [sorted(alike)]


def write(folder, **files):
    for name, text in files.items():
        path = folder / "house" / f"{name.replace('__slash__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "house"


@pytest.mark.parametrize(
    "files",
    [
        {"__init__": "", "a": "from . import b", "b": "import house.a"},
        {"__init__": "", "a": "from .b import x", "b": "def f():\n    from .a import y"},
        {"__init__": "", "a": "from house import b", "b": "from house.c__ import z", "c__": "from . import a"},
        {"__init__": "from .a import x", "a": "from house.b import y", "b": "from house import x"},
        {"__init__": "", "sub__slash____init__": "from .a import x", "sub__slash__a": "from ..b import y",
         "b": "from .sub import x"},
    ],
    ids=["modules", "inside a function", "of three", "through the package", "through a folder"],
)  # fmt: skip
def test_a_circle_is_found_however_it_is_written(files, tmp_path):
    assert circle_in(arrows([write(tmp_path, **files)])) is not None


def test_what_is_no_circle_is_none(tmp_path):
    house = write(tmp_path, __init__="", a="from . import b\nimport json", b="from .c import x", c="import os.path")
    assert arrows([house]) == {"house": set(), "house.a": {"house", "house.b"} - {"house"}, "house.b": {"house.c"},
                               "house.c": set()}  # fmt: skip
    assert circle_in(arrows([house])) is None


def test_the_arrows_of_the_course_are_read():
    assert graph()["course_utils.models"] == {"course_utils._checks", "course_utils.functional"}
    assert "course_tools.files" in graph()["course_tools.site"]
    assert set(graph()) == {name for package in PACKAGES for name in modules_of(ROOT / package)}
    functional = dict(modules_of(ROOT / "course_utils"))["course_utils.functional"]
    assert "torch" in set(imported_by("course_utils.functional", functional))
