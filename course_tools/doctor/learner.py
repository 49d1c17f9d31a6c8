"""What the notebooks need: Python, packages, memory, disk, and a place to write."""

import contextlib
import os
import platform
import shutil
import socket
import subprocess
import sys
import webbrowser
from importlib import metadata
from pathlib import Path

from course_utils._kept import progress_file

from .. import project
from .finding import lacking, note, well

COURSE = "logistic-regression-course"
OLDEST, NEWEST = (3, 11), (3, 14)
# an open notebook that was run and whose exercises were checked, on average of seven: `course doctor --memory`
MEMORY_OF_ONE = 0.5e9
DISK = 0.5e9
NAMED_KERNEL = f"{sys.executable} -m ipykernel install --user --name course --display-name Course"
MATPLOTLIB = f"{sys.executable} -m pip install --force-reinstall --no-deps matplotlib"
BITS = sys.maxsize.bit_length() + 1
TRY_TORCH = (
    "import torch; torch.ones(2) @ torch.ones(2); print(torch.__version__, torch.backends.cpu.get_cpu_capability())"
)


def looked_at(folder):
    """Findings for who learns, a generator; `folder` is where the copies of the notebooks are.

    The slow ones come last, so that a page can be read while it grows.
    """
    yield python()
    yield system()
    yield from packages()
    yield disk(folder)
    yield memory()
    yield writable("your copies of the notebooks", folder)
    yield writable("what you have solved", progress_file().parent)
    yield kernel()
    yield port()
    yield fonts()
    yield browser()
    yield torch()


def python(version=sys.version_info[:2], bits=BITS):
    said = f"{version[0]}.{version[1]}, {bits} bits, {sys.executable}"
    if bits < 64:
        return lacking("Python", said, "PyTorch needs a Python of 64 bits. Install that and set the course up with it.")
    if not OLDEST <= version <= NEWEST:
        return lacking(
            "Python", said, f"The course was tested with 3.{OLDEST[1]} to 3.{NEWEST[1]}; set it up with one of these."
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
            "packages", f"{COURSE} is not installed, but found in {project.ROOT}", "It works from that folder only."
        )
        return
    fit = []
    for requirement in map(Requirement, requires):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        wanted = f"{requirement.name} {requirement.specifier}"
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            yield lacking(
                "package", f"{requirement.name} is missing", f"The course needs {wanted}.", *_install(requirement)
            )
            continue
        if requirement.specifier.contains(version, prereleases=True):
            fit.append(requirement.name)
        else:
            yield note(
                "package",
                f"{requirement.name} {version}",
                f"Tested was {wanted}; figures may differ.",
                *_install(requirement),
            )
    yield well("packages", f"{len(fit)} in the versions that were tested, {', '.join(sorted(fit))}")


def _install(requirement):
    return (f'{sys.executable} -m pip install "{requirement.name}{requirement.specifier}"',)


def disk(folder, free=None):
    there = next(path for path in (Path(folder).resolve(), *Path(folder).resolve().parents) if path.exists())
    free = shutil.disk_usage(there).free if free is None else free
    said = f"{free / 1e9:.1f} GB free below {there}"
    if free < DISK:
        return lacking("disk", said, f"Notebooks are saved there. Make room: {DISK / 1e9} GB are enough.")
    return well("disk", said)


def memory(available=None):
    if available is None:
        import psutil

        available = psutil.virtual_memory().available
    said = f"{available / 1e9:.1f} GB available"
    if available < MEMORY_OF_ONE:
        return lacking("memory", said, f"A notebook takes about {MEMORY_OF_ONE / 1e9} GB. Close other programs.")
    together = int(available // MEMORY_OF_ONE)
    if together < 4:
        return note(
            "memory",
            said,
            f"A notebook takes about {MEMORY_OF_ONE / 1e9} GB, so open {together} at a time, and "
            "end those you leave: Kernel → Shut Down Kernel.",
        )
    return well("memory", said)


def writable(what, folder):
    there = next((path for path in (Path(folder), *Path(folder).resolve().parents) if path.exists()), Path(folder))
    if not there.is_dir():
        return lacking(what, f"{there} is a file", "A folder has to be made there. Move the file away.")
    if not os.access(there, os.W_OK | os.X_OK):
        return lacking(
            what,
            f"{there} cannot be written",
            "Ask for the right to write there, or name another folder: course lab --folder FOLDER",
        )
    return well(what, str(folder))


def kernel(manager=None):
    """Whether the kernel that notebooks ask for, python3, is this Python."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        command = (manager or KernelSpecManager()).get_kernel_spec("python3").argv
    except NoSuchKernel:
        return lacking(
            "kernel python3",
            "there is none",
            "Lab has nothing to run notebooks with.",
            f"{sys.executable} -m pip install ipykernel",
        )
    major, minor = sys.version_info[:2]
    if command[0] in ("python", f"python{major}", f"python{major}.{minor}"):  # Jupyter takes its own Python for these
        return well("kernel python3", sys.executable)
    named = shutil.which(command[0]) or command[0]
    if Path(named).exists() and os.path.samefile(Path(named).parent, Path(sys.executable).parent):
        return well("kernel python3", named)
    return note(
        "kernel python3",
        f"it is {named}, and not {sys.executable}",
        "Notebooks run with that one, which may not have the course. To have this one too, choose the kernel "
        "“Course” after:",
        NAMED_KERNEL,
    )


def port():
    try:
        with contextlib.closing(socket.create_server(("127.0.0.1", 0))):
            return well("a port for JupyterLab", "127.0.0.1 can be listened on")
    except OSError as error:
        return lacking(
            "a port for JupyterLab",
            f"127.0.0.1 cannot be listened on: {error.strerror}",
            "Lab talks to the browser over it. A firewall or a container forbids it: ask who runs it.",
        )


def fonts():
    from matplotlib import font_manager

    try:
        found = font_manager.findfont("DejaVu Sans", fallback_to_default=False)
    except ValueError:
        return note(
            "font of the figures",
            "DejaVu Sans is missing",
            "It comes with Matplotlib. Without it letters may be boxes.",
            MATPLOTLIB,
        )
    return well("font of the figures", found)


def browser():
    try:
        return well("browser", webbrowser.get().name if hasattr(webbrowser.get(), "name") else "found")
    except webbrowser.Error:
        return note(
            "browser",
            "none is known to Python",
            "Lab prints its address: open that, on this machine or through a tunnel.",
        )


def torch(code=TRY_TORCH):
    """Import it in a process of its own: a build for another processor ends that one only."""
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    except subprocess.TimeoutExpired:
        return note(
            "PyTorch",
            "it was not imported within two minutes",
            "A slow or a network disk does that; later starts are faster.",
        )
    if done.returncode == 0:
        version, capability = done.stdout.split()
        return well("PyTorch", f"{version} computes, with {capability}")
    last = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
    return lacking(
        "PyTorch",
        last,
        "It cannot be imported. Set the environment up anew, with the build for this machine: README, Setting up.",
    )
