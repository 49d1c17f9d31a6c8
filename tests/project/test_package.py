"""The package as a whole: what importing it costs, and which way its imports run."""

import ast
import graphlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import course_utils

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "course_utils"


def imported_names(path):
    """Everything a file imports, at its top or inside a function, as dotted names."""
    here = [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]
    if here[-1] == "__init__":
        here.pop()
        base = here
    else:
        base = here[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = base[: len(base) - node.level + 1] if node.level else []
            module = ".".join([*parent, *([node.module] if node.module else [])])
            if module in (PACKAGE.name, ".".join(here)):
                # `from . import a, b`: the names are modules
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def part(name):
    """`course_utils.exercises.hints` -> `exercises`: the module or folder right inside the package."""
    return name.split(".")[1] if name.startswith("course_utils.") else None


SOURCES = sorted(PACKAGE.rglob("*.py"))
PARTS = {path: path.relative_to(PACKAGE).with_suffix("").parts[0] for path in SOURCES}
IMPORTS = {path: sorted(set(imported_names(path))) for path in SOURCES}
GRAPH = {own: set() for own in PARTS.values()}
for path, names in IMPORTS.items():
    GRAPH[PARTS[path]] |= {part(name) for name in names} - {None, PARTS[path]}


def run(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split()


def test_importing_the_package_loads_nothing_heavy():
    loaded = run(
        "import sys; before = set(sys.modules)\n"
        "import course_utils; course_utils.__version__; dir(course_utils)\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    assert loaded == ["course_utils"]


@pytest.mark.parametrize("name", course_utils.__all__)
def test_lazy_attributes_are_the_modules(name):
    module = getattr(course_utils, name)
    assert module.__name__ == f"course_utils.{name}"
    assert module is sys.modules[f"course_utils.{name}"]
    assert f"`{name}`" in course_utils.__doc__
    # asked anew, not only found because an import left it there
    assert course_utils.__getattr__(name) is module


def test_unknown_attributes_name_those_there_are():
    with pytest.raises(AttributeError) as caught:
        course_utils.sigmoid  # noqa: B018 the access is what is tested
    assert str(caught.value) == (
        "module 'course_utils' has no attribute 'sigmoid'; it has " + ", ".join(course_utils.__all__)
    )
    assert not hasattr(course_utils, "__wrapped__")
    with pytest.raises(ImportError, match="cannot import name 'fit'"):
        from course_utils import fit  # noqa: F401


def test_dir_lists_the_modules_once():
    listed = dir(course_utils)
    assert set(course_utils.__all__) <= set(listed)
    assert len(listed) == len(set(listed))
    assert listed == sorted(listed)


def test_all_names_every_public_module():
    public = {own for own in PARTS.values() if not own.startswith("_")} - {"instructor"}  # it names what moved
    learners = {own for own in public if (PACKAGE / f"{own}.py").exists()}
    assert set(course_utils.__all__) >= learners
    assert course_utils.__all__ == sorted(course_utils.__all__)


def test_version_is_that_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert course_utils.__version__ == project["version"]


# ------------------------------------------------------------------ one way


MAY_IMPORT = {
    "__init__": set(),
    "_checks": set(),
    "functional": {"_checks"},
    "models": {"_checks", "functional"},
    "data": {"_checks", "functional", "models"},
    "_fit_bar": set(),
    "training": {"_checks", "_fit_bar", "functional", "models"},
    "newton": {"_checks", "_fit_bar", "training"},
    "metrics": {"_checks"},
    "covid": {"_checks"},
    "preparation": {"_checks"},
    "bootstrap": {"_checks"},
    "plotting": {"_checks", "bootstrap", "functional", "models", "data", "training", "metrics"},
}


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_imports_run_one_way(module):
    assert GRAPH[module] - MAY_IMPORT[module] == set()


def test_no_imports_in_a_circle():
    list(graphlib.TopologicalSorter(GRAPH).static_order())  # raises CycleError, which names the circle


def test_the_graph_of_imports_is_read_from_the_files():
    assert {"functional", "metrics", "_checks", "data"} <= GRAPH["plotting"]
    assert GRAPH["data"] >= {"models", "_checks"}
    assert IMPORTS[PACKAGE / "functional.py"] == ["course_utils._checks", "torch"]


@pytest.mark.parametrize("apart", ["exercises"])
def test_nothing_imports_exercises(apart):
    users = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if PARTS[path] != apart and apart in {part(name) for name in IMPORTS[path]}
    ]
    assert users == []


def test_a_learner_needs_the_declared_dependencies_only():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {Requirement(line).name for line in project["dependencies"]}
    declared |= {"IPython", "traitlets", "PIL", "contourpy"}  # required by ipykernel, ipywidgets, matplotlib
    declared |= {"sklearn"}  # by which scikit-learn is imported
    assert declared >= {"torch", "numpy"}
    for path in SOURCES:
        if PARTS[path] != "instructor":
            outside = {name.split(".")[0] for name in IMPORTS[path]} - sys.stdlib_module_names
            assert outside - declared <= {"course_utils"}, path


@pytest.mark.parametrize("module", [name for name in MAY_IMPORT if name not in ("__init__", "plotting")])
def test_matplotlib_belongs_to_plotting(module):
    assert not any(name.startswith("matplotlib") for name in IMPORTS[PACKAGE / f"{module}.py"])
