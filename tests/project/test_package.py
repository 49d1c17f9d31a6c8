"""The package as a whole: what importing it costs, what it offers, and what it needs."""

import re
import subprocess
import sys
import tomllib

import pytest
from support.imports import imported_by, modules_of
from support.notebook_checks import ROOT
from support.rows import each_row

import course_utils

SOURCES = modules_of(ROOT / "course_utils")


@pytest.fixture(scope="module")
def imports():
    """{module: all that it imports}."""
    return {name: sorted(set(imported_by(name, path))) for name, path in SOURCES.items()}


def run(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
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


@each_row("name", course_utils.__all__)
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
    learners = {name.split(".")[1] for name, path in SOURCES.items() if name.count(".") == 1}
    public = {name for name in learners if not name.startswith("_")} - {"instructor"}  # it names what moved
    assert set(course_utils.__all__) >= {name for name in public if (ROOT / "course_utils" / f"{name}.py").exists()}
    assert course_utils.__all__ == sorted(course_utils.__all__)


def test_the_version_stands_in_one_place():
    written = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert written["project"]["dynamic"] == ["version"]
    assert written["tool"]["hatch"]["version"]["path"] == "course_utils/__init__.py"
    assert f"\nversion: {course_utils.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_a_learner_needs_the_declared_dependencies_only(imports):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[=<>!~ ]", requirement)[0] for requirement in project["dependencies"]}
    declared |= {"IPython", "traitlets", "PIL", "contourpy"}  # required by ipykernel, ipywidgets, matplotlib
    declared |= {"nbclient", "nbformat"}  # required by jupyterlab
    declared |= {"sklearn"}  # by which scikit-learn is imported
    assert declared >= {"torch", "numpy"}
    for name, imported in imports.items():
        outside = {one.split(".")[0] for one in imported} - sys.stdlib_module_names
        assert outside - declared <= {"course_utils"}, name


FIGURES = ("plotting", "explorers", "widgets", "exercises")


def test_matplotlib_belongs_to_figures(imports):
    assert any(name.startswith("matplotlib") for name in imports["course_utils.plotting._style"])
    users = {name for name, imported in imports.items() if any(one.startswith("matplotlib") for one in imported)}
    assert {name for name in users if name.split(".")[1] not in FIGURES} == set()
