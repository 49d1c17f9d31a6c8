"""Python, the system, and the packages of the course: there, new enough, and not in one another's way."""

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from .. import project
from .finding import lacking, note, well
from .typed import install

COURSE = "logistic-regression-course"
OLDEST, NEWEST = (3, 11), (3, 14)
BITS = sys.maxsize.bit_length() + 1
TRY_TORCH = (
    "import torch; torch.ones(2) @ torch.ones(2); print(torch.__version__, torch.backends.cpu.get_cpu_capability())"
)
# what notebooks import, by the names that a file beside them may not have
IMPORTED = {"IPython", "anywidget", "course_utils", "ipywidgets", "matplotlib", "numpy", "pandas", "sklearn", "torch"}


def python(version=sys.version_info[:2], bits=BITS):
    said = f"{version[0]}.{version[1]}, {bits} bits, {sys.executable}"
    if bits < 64:
        return lacking("Python", said, "PyTorch needs a Python of 64 bits. Install that and set the course up with it.")
    if not OLDEST <= version <= NEWEST:
        return lacking(
            "Python",
            said,
            f"The course was tested with 3.{OLDEST[1]} to 3.{NEWEST[1]}: install one of these, then set it up with "
            "that.",
            f"make lab PYTHON=python3.{OLDEST[1]}",
        )
    return well("Python", said)


def system(kind=sys.platform, machine=None, libc=None, mac=None):
    machine = machine or platform.machine()
    libc = platform.libc_ver() if libc is None else libc
    said = f"{platform.platform()}"
    if kind == "linux" and machine in ("x86_64", "aarch64"):
        name, version = libc
        if name == "glibc" and tuple(map(int, version.split(".")[:2])) >= (2, 28):
            return well("system", said)
        return lacking(
            "system",
            f"{said}, C library {name or 'unknown'} {version}".rstrip(),
            "PyTorch has ready-made packages for glibc 2.28 or newer: Debian 10, Ubuntu 20.04, RHEL 8. "
            "Musl, as in Alpine, has none.",
        )
    if kind == "darwin" and machine == "arm64":
        release = mac or platform.mac_ver()[0]
        if int(release.split(".")[0] or 0) >= 14:
            return well("system", said)
        return lacking("system", said, "Some packages need macOS 14 or newer.")
    if kind == "darwin":
        return lacking(
            "system",
            said,
            "PyTorch has no packages for Intel Macs any more. Use another machine, or open "
            "the notebooks in a browser on a hub.",
        )
    if kind == "win32" and machine.upper() in ("AMD64", "X86_64"):
        return well("system", said)
    return note("system", said, "The course was not tried there.")


def packages(requires=None):
    """A finding for each package that is missing or out of range; one for all that are well."""
    from packaging.requirements import Requirement

    try:
        requires = metadata.requires(COURSE) if requires is None else requires
    except metadata.PackageNotFoundError:
        yield note(
            "packages",
            f"{COURSE} is not installed for {sys.executable}, but found in {project.ROOT}",
            "It works from that folder only, and no package was looked at. `make lab` there sets it up.",
        )
        return
    fit = []
    for requirement in map(Requirement, requires):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            version = None
        if version is not None and requirement.specifier.contains(version, prereleases=True):
            fit.append(requirement.name)
        else:
            yield _unfit(requirement, version)
    if fit:
        yield well("packages", f"{len(fit)} in the versions that were tested, {', '.join(sorted(fit))}")


def _unfit(requirement, version):
    name, line = requirement.name, install(f"{requirement.name}{requirement.specifier}")
    if version is None:
        return lacking("package", f"{name} is missing", f"The course needs {name} {requirement.specifier}.", line)
    oldest = next((one.version for one in requirement.specifier if one.operator == ">="), None)
    if oldest and _is_older(version, oldest):
        return lacking("package", f"{name} {version} is too old", f"The course needs {oldest} or newer.", line)
    return note("package", f"{name} {version}", f"Tested was {name} {requirement.specifier}; what it shows may differ.",
                line)  # fmt: skip


def _is_older(version, other):
    from packaging.version import InvalidVersion, Version

    try:
        return Version(version) < Version(other)
    except InvalidVersion:  # a distributor's own way of counting
        return False


def searched_first(path=None, module=None):
    """Whether Python takes packages from elsewhere than this environment; nothing where it does not."""
    path = os.environ.get("PYTHONPATH", "") if path is None else path
    if path.strip(os.pathsep + " "):
        yield note("PYTHONPATH", f"it is set: {path}", "Python looks there before this environment. If something there "
                   "is of another Python or another version, take it away: unset PYTHONPATH")  # fmt: skip
    if module is None:
        import course_utils as module
    if "exercises" not in getattr(module, "__all__", ()):
        where = getattr(module, "__file__", None) or ", ".join(getattr(module, "__path__", ["an unknown place"]))
        yield lacking("package course_utils", f"another package of that name, or a part of one: {where}",
                      "It is found before the course's own. Move it away, or set up an environment for the course "
                      "alone.")  # fmt: skip


def shadowed(folder):
    """Whether a file beside the notebooks takes the name of a module, which kernels then import in its place."""
    folder = Path(folder)
    if not folder.is_dir():
        return
    taken = [path for path in sorted(folder.iterdir()) if _module_of(path) in sys.stdlib_module_names | IMPORTED]
    if taken:
        yield lacking("names of your files", ", ".join(str(path) for path in taken),
                      "Notebooks in that folder import this in place of Python's or the course's module of that name. "
                      "Give it another name.")  # fmt: skip


def _module_of(path):
    if path.suffix == ".py":
        return path.stem
    return path.name if (path / "__init__.py").is_file() else None


def torch(code=TRY_TORCH):
    """Import it in a process of its own: a build for another processor ends that one only.

    The folder one is in is not searched (-P), so that a file there decides nothing.
    """
    try:
        done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return note(
            "PyTorch",
            "it was not imported within two minutes",
            "A slow or a network disk does that; later starts are faster.",
        )
    if done.returncode == 0:
        version, capability = done.stdout.split()[-2:]
        return well("PyTorch", f"{version} computes, with {capability}")
    last = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
    return lacking(
        "PyTorch",
        last,
        "It cannot be imported. Set the environment up anew, with the build for this machine: README, Setting up.",
    )
