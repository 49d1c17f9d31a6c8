"""The house: three packages, arrows that run one way, and no circle between any two files."""

import graphlib

import pytest
from support.imports import arrows, imported_by, modules_of
from support.notebook_checks import ROOT

PACKAGES = ("course_utils", "proctor", "course_tools")
MAY_USE = {"course_utils": set(), "proctor": set(), "course_tools": {"course_utils", "proctor"}}
GRAPH = arrows([ROOT / package for package in PACKAGES])


def package_of(module):
    return module.partition(".")[0]


def circle_in(graph):
    """The modules of a circle, or None."""
    try:
        list(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        return error.args[1]
    return None


@pytest.mark.parametrize("package", PACKAGES)
def test_arrows_between_packages_run_one_way(package):
    foreign = {
        (module, imported)
        for module, imports in GRAPH.items()
        if package_of(module) == package
        for imported in imports
        if package_of(imported) not in {package} | MAY_USE[package]
    }
    assert foreign == set()


def test_no_files_import_each_other_in_a_circle():
    assert circle_in(GRAPH) is None


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
        {"__init__": "", "sub__slash____init__": "from .a import x", "sub__slash__a": "from ..b import y", "b": "from .sub import x"},
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
    assert {"course_utils.functional", "course_utils._checks"} <= GRAPH["course_utils.models"] | {"course_utils.functional"}
    assert "course_tools.files" in GRAPH["course_tools.site"]
    assert set(GRAPH) == {name for package in PACKAGES for name in modules_of(ROOT / package)}
    functional = dict(modules_of(ROOT / "course_utils"))["course_utils.functional"]
    assert "torch" in set(imported_by("course_utils.functional", functional))
