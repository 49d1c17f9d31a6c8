"""pyproject.toml has the ranges, two locks have the pins, and all else is made of these."""

import json
import re
import tomllib
from importlib.metadata import version

import pytest
import setup_env
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.notebook_checks import ROOT

from course_tools import lock, wheels

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LEARNERS = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
EXTRA = [line for lines in EXTRAS.values() for line in lines]
BUILD = PROJECT["build-system"]["requires"]


def pins(name):
    """The lines of a lock as requirements, by package: one for every condition on system or Python."""
    listed = {}
    for line in (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            requirement = Requirement(line)
            listed.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return listed


def releases(requirements):
    return {str(requirement.specifier) for requirement in requirements}


def ranges(lines):
    return {canonicalize_name(line.name): line for line in map(Requirement, lines) if not line.extras}


@pytest.mark.parametrize("name", ["learner", "dev"])
def test_a_lock_pins_every_package_to_one_release(name):
    for requirements in pins(name).values():
        for requirement in requirements:
            (specifier,) = requirement.specifier
            assert specifier.operator == "=="
            assert "*" not in specifier.version


def test_the_project_itself_pins_nothing():
    """Else a release would have to be raised in two places."""
    lines = [*LEARNERS, *BUILD, *EXTRA]
    assert [line for line in lines if "==" in line] == []
    assert all(requirement.specifier for requirement in ranges(lines).values())


def test_the_locks_hold_what_the_ranges_allow():
    wanted = {"learner": ranges([*LEARNERS, *BUILD]), "dev": ranges([*LEARNERS, *BUILD, *EXTRA])}
    for name, requirements in wanted.items():
        locked = pins(name)
        for package, requirement in requirements.items():
            for pin in locked[package]:
                assert requirement.specifier.contains(str(pin.specifier).removeprefix("==")), f"{name}: {pin}"


def test_both_locks_have_the_same_releases_of_what_both_have():
    learners, whole = pins("learner"), pins("dev")
    assert {name: releases(learners[name]) for name in learners} == {name: releases(whole[name]) for name in learners}


def test_a_learner_gets_no_tool_of_teachers_and_maintainers():
    """What only the extras ask for stays out, unless a package of the learner's needs it."""
    by_jupyterlab = "jinja2 jupyter-client nbclient nbconvert nbformat packaging psutil pygments pyyaml"
    by_pytorch, by_matplotlib = "filelock", "fonttools"
    extra = ranges(EXTRA).keys()
    assert extra & pins("learner").keys() == {*by_jupyterlab.split(), by_pytorch, by_matplotlib}
    assert extra >= {"nbgrader", "playwright", "statsmodels", "distributed", "pytest", "uv"}
    assert not [name for name in pins("dev") if name.startswith("sphinx")]


def test_the_whole_environment_is_all_extras():
    (dev,) = map(Requirement, EXTRAS["dev"])
    assert dev.name == PROJECT["project"]["name"]
    assert dev.extras == EXTRAS.keys() - {"dev"}


def test_the_locks_take_no_cuda_and_conda_the_cpu_build():
    for name in ("learner", "dev"):
        assert not [package for package in pins(name) if re.match(r"nvidia|cuda|triton", package)]
    assert "pytorch-cpu==" in (ROOT / "environment.yml").read_text(encoding="utf-8")


def test_the_conda_environment_is_made_from_the_learners_lock():
    locked = [
        wheels.Pin(name, str(pin.specifier).removeprefix("=="), pin.marker, ())
        for name, requirements in pins("learner").items()
        for pin in requirements
    ]
    assert (ROOT / "environment.yml").read_text(encoding="utf-8") == lock.conda(locked, LEARNERS)


def test_the_conda_environment_is_one_that_conda_reads():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    (python,) = [line for line in environment["dependencies"] if str(line).startswith("python=")]
    allowed = PROJECT["project"]["requires-python"]
    assert Requirement(f"python{allowed}").specifier.contains(python.removeprefix("python="))
    assert environment["dependencies"][-1] == {"pip": ["-e ."]}


def test_one_range_of_pythons():
    """What set-up accepts is what the pins are proved for, and what the project says."""
    accepted = [setup_env.dotted(python) for python in (setup_env.OLDEST, setup_env.NEWEST)]
    assert accepted == [wheels.PYTHONS[0], wheels.PYTHONS[-1]]
    allowed = Requirement(f"python{PROJECT['project']['requires-python']}").specifier
    minors = [f"3.{minor}" for minor in range(9, 18)]
    assert tuple(minor for minor in minors if allowed.contains(f"{minor}.1")) == wheels.PYTHONS


def test_set_up_knows_the_pytorch_of_both_locks_and_how_much_there_is_to_download():
    sizes = json.loads((ROOT / "locks" / "downloads.json").read_text(encoding="utf-8"))
    for name in ("learner", "dev"):
        assert f"=={setup_env.torch_version(ROOT / 'locks' / f'{name}.txt')}" in releases(pins(name)["torch"])
        assert sizes[name].keys() == {system.key.lower() for system in wheels.SYSTEMS}
        assert all(part > 50 for system in sizes[name].values() for part in (system["torch"], system["other"]))
    assert all(sizes["dev"][system]["other"] > sizes["learner"][system]["other"] for system in sizes["dev"])


@pytest.mark.parametrize(("name", "folder"), [("learner", ".venv"), ("dev", ".venv-dev")])
def test_the_readme_says_how_much_there_is_to_download(name, folder):
    """For Linux with CUDA, Windows and macOS; how large the CPU build is, PyTorch's own index knows."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(rf"^\| `{folder}`: .*", readme, re.MULTILINE)
    sizes = json.loads((ROOT / "locks" / "downloads.json").read_text(encoding="utf-8"))[name]
    gigabytes = [sum(sizes[system].values()) / 1000 for system in ("linux-x86_64", "win32-amd64", "darwin-arm64")]
    shown = [float(cell.strip().removesuffix(" GB")) for cell in row.split("|")[3:6]]
    assert shown == pytest.approx(gigabytes, abs=0.051)


def test_tests_run_with_the_pinned_releases():
    applies = {name: pin for name, lines in pins("dev").items() for pin in lines
               if pin.marker is None or pin.marker.evaluate()}  # fmt: skip
    installed = {name: version(name).split("+")[0] for name in applies}  # "+cpu" names a build, not a release
    locked = {name: str(pin.specifier).removeprefix("==") for name, pin in applies.items()}
    assert installed == locked
