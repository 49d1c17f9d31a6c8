"""Resolve the ranges of pyproject.toml into pins: locks/learner.txt, locks/dev.txt and environment.yml.

One lock serves Linux, macOS and Windows and every Python of the course, each line with its condition. Nothing is
written unless every pin has a wheel for every one of them. Pins stay as they are until --upgrade asks for newer
ones, or a range of pyproject.toml no longer holds them.

The CUDA libraries of Linux's PyTorch are left out: the wheel names them itself, and its CPU build has none.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from . import project, wheels
from .files import put

HEADER = """\
# {what}
# Made by `make lock` from pyproject.toml. pip installs it as it is: pip install -r locks/{name}.txt
"""
WHAT = {
    "dev": "The whole environment, .venv-dev: the learner's, and what lectures, homework and tests need.",
    "learner": "The learner's environment, .venv: what the notebooks import, and JupyterLab to open them.",
}
CONDA_PYTHON = "3.12"
CONDA_NAMES = {"torch": "pytorch-cpu"}
CONDA = """\
# The learner's environment for conda and Binder, with the CPU build of PyTorch; made by `make lock`:
#   conda env create -f environment.yml && conda activate logistic-regression-course
name: logistic-regression-course
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={python}
{pins}
  - pip
  - pip:
      - -e .
"""


class NotResolved(Exception):
    """The ranges have no common solution, or the index does not answer; the message is the resolver's."""


def arguments(parser):
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="take the newest release of these, or of all")
    parser.add_argument("--project", type=Path, default=project.ROOT, help="folder of pyproject.toml (this course)")


def run(options):
    """Resolve, prove and write; the exit code."""
    if find_spec("uv") is None:
        print("course lock needs uv; `make lock` runs in .venv-dev, which has it.", file=sys.stderr)
        return 1
    declared = options.project / "pyproject.toml"
    if not declared.is_file():
        print(f"{declared} is not there; --project names the folder that has it.", file=sys.stderr)
        return 2
    metadata = tomllib.loads(declared.read_text(encoding="utf-8"))
    try:
        resolved = resolve(options.project, metadata["build-system"]["requires"], options.upgrade)
    except NotResolved as error:
        print(f"Nothing is written, because the ranges of pyproject.toml were not resolved:\n{error}", file=sys.stderr)
        return 1
    placed = {name: wheels.place(lock.pins) for name, lock in resolved.items()}
    print(*wheels.table(placed["dev"]), sep="\n")
    if lost := [line for name in resolved for line in wheels.without_wheel(placed[name])]:
        print(*dict.fromkeys(lost), sep="\n", file=sys.stderr)
        print("Nothing is written. Give such a package another range in pyproject.toml.", file=sys.stderr)
        return 1
    folder = options.project / "locks"
    for name, lock in resolved.items():
        put(lock.text, folder / f"{name}.txt")
        print(f"locks/{name}.txt: {len(lock.lines)} pins")
    sizes = {
        name: {system.key.lower(): wheels.megabytes(placed[name], system) for system in wheels.SYSTEMS}
        for name in resolved
    }
    put(json.dumps(sizes, indent=2) + "\n", folder / "downloads.json")  # what set-up says before it starts
    put(conda(resolved["learner"].pins, metadata["project"]["dependencies"]), options.project / "environment.yml")
    return 0


class Resolved:
    """A lock as text, and its pins with their wheels, those of the CUDA libraries included."""

    def __init__(self, name, lines, pins):
        self.lines = [line for line in lines if not line.startswith(wheels.CUDA)]
        self.text = HEADER.format(what=WHAT[name], name=name) + "\n".join(self.lines) + "\n"
        self.pins = pins


def resolve(folder, build_requires, upgrade=None):
    """Both locks, the whole one first: what the learner's has in common with it is the same release.

    Parameters
    ----------
    folder : path
        Of pyproject.toml; pins of earlier locks in it are kept where they can be.
    build_requires : list of str
        Installed too, so that the project itself can be, without a build environment of its own.
    upgrade : list of str, optional
        Packages whose earlier pins are not kept; an empty list stands for all.

    Returns
    -------
    dict of Resolved
        `dev` and `learner`.

    Raises
    ------
    NotResolved
    """
    resolved = {}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        build = scratch / "build.txt"
        build.write_text("\n".join(build_requires) + "\n")
        for name, options in {"dev": ["--extra", "dev"], "learner": ["-c", scratch / "dev.txt"]}.items():
            lock, wheel_list = scratch / f"{name}.txt", scratch / f"pylock.{name}.toml"
            earlier = folder / "locks" / f"{name}.txt"
            if earlier.is_file() and upgrade != []:
                lock.write_bytes(earlier.read_bytes())
            newer = [word for package in upgrade or () for word in ("--upgrade-package", package)]
            _compile(folder, "pyproject.toml", build, "-o", lock, *options, *newer)
            _compile(folder, lock, "--no-deps", "--format", "pylock.toml", "-o", wheel_list)
            pins = wheels.read(tomllib.loads(wheel_list.read_text(encoding="utf-8")))
            resolved[name] = Resolved(name, lock.read_text(encoding="utf-8").splitlines(), pins)
    return resolved


def _compile(folder, *arguments):
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--no-header", "--no-annotate",
               "--python-version", wheels.PYTHONS[0], "--only-binary", ":all:", *arguments]  # fmt: skip
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise NotResolved(done.stderr.strip())


def conda(pins, dependencies):
    """environment.yml: the pins of the project's own dependencies, under the names that conda-forge has for them."""
    linux = wheels.SYSTEMS[0]
    pinned = {pin.name: pin.version for pin in pins if pin.needed(linux, CONDA_PYTHON)}
    names = [canonicalize_name(Requirement(dependency).name) for dependency in dependencies]
    lines = [f"  - {CONDA_NAMES.get(name, name)}=={pinned[name]}" for name in names]
    return CONDA.format(python=CONDA_PYTHON, pins="\n".join(sorted(lines)))
