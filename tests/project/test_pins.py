"""pyproject.toml, requirements.lock and environment.yml name the same versions."""

import re
import tomllib
from importlib.metadata import version

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.notebook_checks import ROOT

CONDA_NAMES = {"msgpack-python": "msgpack", "pytorch-cpu": "torch"}  # conda's names; the second is the CPU build


def project_pins():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return dict(map(exact_pin, project["dependencies"] + project["optional-dependencies"]["dev"]))


def lock_pins():
    """Each package's pins, one for every condition on system or Python."""
    pins = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if line and not line.startswith("#"):
            name, pinned = exact_pin(line)
            pins.setdefault(name, set()).add(pinned)
    return pins


def conda_pins():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (by_pip,) = [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)]
    lines = [line for line in environment["dependencies"] if isinstance(line, str)] + by_pip
    pins = dict(exact_pin(line) for line in lines if not line.startswith(("python=", "pip", "-e")))
    return {CONDA_NAMES.get(name, name): pinned for name, pinned in pins.items()}


def exact_pin(line):
    requirement = Requirement(line)
    (specifier,) = requirement.specifier
    assert specifier.operator == "==", f"{line!r} must pin one version"
    assert "*" not in specifier.version, f"{line!r} must pin one version"
    return canonicalize_name(requirement.name), specifier.version


def test_conda_environment_has_the_pins_of_the_project():
    assert conda_pins() == project_pins()


def test_lock_has_the_pins_of_the_project():
    lock = lock_pins()
    assert {name: lock.get(name) for name in project_pins()} == {name: {pin} for name, pin in project_pins().items()}


def test_build_backend_is_the_one_installed():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert dict(map(exact_pin, build)).items() <= project_pins().items()


@pytest.mark.parametrize("name", sorted(project_pins()))
def test_tests_run_with_the_pinned_version(name):
    assert version(name).split("+")[0] == project_pins()[name]  # "+cpu" names a build, not a version


def test_lock_takes_no_cuda_and_conda_the_cpu_build():
    assert not [name for name in lock_pins() if re.match(r"nvidia|cuda|triton", name)]
    assert "pytorch-cpu==" in (ROOT / "environment.yml").read_text()


def test_conda_python_is_one_the_project_allows():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    (python,) = [line for line in environment["dependencies"] if str(line).startswith("python=")]
    allowed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert Requirement(f"python{allowed}").specifier.contains(python.removeprefix("python="))
