"""Make an environment of the course from its lock, once; do nothing while the lock has not changed.

    python tools/setup_env.py          .venv, the learner's, from locks/learner.txt
    python tools/setup_env.py --dev    .venv-dev, the whole, from locks/dev.txt

Standard library only: it runs before anything is installed. A finished environment carries a mark with the
fingerprint of what it was made from; one without the mark (an interrupted or failed set-up) is made anew.

On Linux without an NVIDIA driver PyTorch's CPU build is taken, from PyTorch's own index, if that answers.
"""

import argparse
import hashlib
import http.client
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

ROOT = Path(__file__).resolve().parents[1]
OLDEST, NEWEST = (3, 11), (3, 14)
INTERRUPTED = 130
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 8  # seconds in which that index must have answered: name, connection, page and wheel together
PAGE = 10**7  # bytes of a page that are read at most
DRIVER = Path("/proc/driver/nvidia/version")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="the whole environment, .venv-dev (default: the learner's)")
    parser.add_argument(
        "--torch-index", default="", metavar="ADDRESS",
        help="wheel index to take PyTorch from; 'none': pip's ordinary one (default: PyTorch's CPU builds, on Linux "
        "without an NVIDIA driver)",
    )  # fmt: skip
    parser.add_argument("--root", type=Path, default=ROOT, help="folder that holds locks/ (default: this project)")
    options = parser.parse_args(argv)

    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail(
            f"this is Python {sys.version.split()[0]}; the course was tested with "
            f"{dotted(OLDEST)} to {dotted(NEWEST)}. Name another one: make lab PYTHON=python{dotted(NEWEST)}"
        )
    lock = options.root / "locks" / ("dev.txt" if options.dev else "learner.txt")
    if not lock.is_file():
        return fail(f"{lock} is missing; restore it with: git checkout locks")

    venv = options.root / (".venv-dev" if options.dev else ".venv")
    mark = venv / ".made-from"
    wanted = fingerprint(lock, venv)
    if mark.is_file() and mark.read_text() == wanted and interpreter(venv).exists():
        return 0

    try:
        source = torch_source(options.torch_index, torch_version(lock))
        print(f"Setting up {venv} from locks/{lock.name}, once: {download(lock, source)}.", flush=True)
        mark.unlink(missing_ok=True)
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        for command, if_it_fails in commands(venv, lock, source):
            if subprocess.call(command, cwd=options.root, env=environment):
                if not if_it_fails:
                    return fail(f"this step failed: {' '.join(map(str, command))}\n{advice(command)}")
                print(f"set-up: {if_it_fails}", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print(
            "\nSet-up interrupted. Run the same make command again: it starts afresh, and what is "
            "already downloaded is taken from pip's cache.",
            file=sys.stderr,
        )
        return INTERRUPTED
    unfinished = mark.with_suffix(".part")
    unfinished.write_text(wanted)
    os.replace(unfinished, mark)
    print("Set-up complete.", flush=True)
    return 0


def fingerprint(lock, venv):
    """What an environment was made from: the pins, this Python, and where it stands (its scripts hold that path)."""
    parts = [lock.read_bytes(), dotted(sys.version_info[:2]).encode(), str(venv).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest() + "\n"


def commands(venv, lock, source):
    """The steps, each with what is said if it fails and set-up goes on without it ("": set-up fails too).

    Only PyTorch and what it needs is asked of an index other than pip's ordinary one. A learner's environment
    compiles only what it uses; the whole one compiles all, for the sandboxes of graders can write nothing.
    """
    small = lock.stem == "learner"
    pip = [interpreter(venv), "-m", "pip", "--disable-pip-version-check", "install"]
    pip += ["--no-compile"] if small else []
    yield [sys.executable, "-m", "venv", "--clear", venv], ""
    if source.index:
        hurry = [] if source.asked_for else ["--timeout", "15", "--retries", "1"]
        torch = ["--constraint", lock, "--extra-index-url", source.index, "torch"]
        yield [*pip, *hurry, *torch], "" if source.asked_for else "goes on with the PyTorch of pip's ordinary index."
    yield [*pip, "--requirement", lock], ""
    yield [*pip, "--no-deps", "--no-build-isolation", "--editable", "."], ""
    if small:
        yield [interpreter(venv), "-m", "course_tools.first_imports"], "the first start of JupyterLab will take longer."


# ------------------------------------------------------------------ where PyTorch comes from


class Source:
    """A wheel index for PyTorch ("": pip's ordinary one), who chose it, and how large its wheel is (None: unknown)."""

    def __init__(self, index="", *, asked_for=False, size=None):
        self.index, self.asked_for, self.size = index, asked_for, size


def torch_source(asked_for, version):
    """What was asked for; or else, where CUDA is of no use, PyTorch's CPU builds if their index answers in time."""
    if asked_for == "none" or not version:
        return Source()
    if asked_for:
        return Source(asked_for, asked_for=True)
    if not sys.platform.startswith("linux") or has_nvidia_driver():
        return Source()
    print(f"No NVIDIA driver here: asking {urlsplit(CPU_INDEX).hostname} for PyTorch's CPU build …", flush=True)
    try:
        return Source(CPU_INDEX, size=in_time(lambda: cpu_wheel_size(CPU_INDEX, version), PATIENCE))
    except NoWheel as reason:
        print(
            f"PyTorch's CPU build is not to be had there: {reason}. The PyTorch of pip's ordinary index works as well; "
            "it may bring CUDA, which is larger. Another index can be named: TORCH_INDEX=ADDRESS",
            flush=True,
        )
        return Source()


class NoWheel(Exception):
    """An index does not offer the wheel that is wanted; the message says why."""


def cpu_wheel_size(index, version):
    """Bytes of PyTorch's CPU wheel for this Python and machine (None if the index does not say).

    Raises
    ------
    NoWheel
        If the index cannot be reached, answers something else, or has no such wheel.
    """
    python = "cp{}{}".format(*sys.version_info)
    wheel = rf"torch-{re.escape(version)}(?:\+|%2B)cpu-{python}-{python}-[\w.]*_{platform.machine()}\.whl"
    try:
        with urllib.request.urlopen(f"{index}/torch/") as page:
            link = re.search(rf'href="([^"#]*{wheel})', page.read(PAGE).decode(errors="replace"), re.IGNORECASE)
            if link is None:
                wanted = f"torch {version}+cpu for Python {dotted(sys.version_info[:2])} on {platform.machine()}"
                raise NoWheel(f"there is no {wanted}")
            address = urljoin(page.url, link[1])
        with urllib.request.urlopen(urllib.request.Request(address, method="HEAD")) as wheel:
            size = wheel.headers.get("Content-Length", "")
            return int(size) if size.isdecimal() else None
    except urllib.error.HTTPError as error:
        error.close()
        raise NoWheel(str(error)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoWheel(f"no answer that makes sense ({error})") from None


def in_time(ask, patience):
    """What `ask` returns or raises; NoWheel if that takes longer.

    A socket's own time limit covers neither the look-up of a name nor an answer that comes drop by drop.
    """
    answer = []

    def wait():
        try:
            answer.append((ask(), None))
        except Exception as error:
            answer.append((None, error))

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(patience)
    if not answer:
        raise NoWheel(f"no answer in {patience} seconds")
    (value, error) = answer[0]
    if error:
        raise error
    return value


def has_nvidia_driver():
    return DRIVER.exists() or shutil.which("nvidia-smi") is not None


def torch_version(lock):
    """The PyTorch that a lock pins, "" if none."""
    pinned = re.search(r"^torch==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return pinned[1] if pinned else ""


def download(lock, source):
    """How much there is to download, in words; sizes are those that `make lock` read from the package index."""
    try:
        sizes = json.loads((lock.parent / "downloads.json").read_text(encoding="utf-8"))
        here = sizes[lock.stem][f"{sys.platform}-{platform.machine().lower()}"]
        other, torch = int(here["other"]), int(here["torch"])
    except (OSError, ValueError, KeyError, TypeError):
        return "some minutes on a slow connection"
    if not source.index:
        return f"about {amount(other + torch)} to download, less what pip has in its cache"
    if source.size is None:
        return f"PyTorch from {source.index} and about {amount(other)} more to download"
    return f"about {amount(other + source.size / 1e6)} to download, less what pip has in its cache"


def amount(megabytes):
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{round(megabytes, -1):.0f} MB"


# ------------------------------------------------------------------ words and small things


def interpreter(venv):
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def advice(command):
    if "venv" in command:
        return "On Debian and Ubuntu the module venv is a package of its own: sudo apt install python3-venv"
    return (
        "Nothing needs cleaning up. The usual reasons are the network, a proxy, or a full disk: mend that and run\n"
        "the same make command again; what is already downloaded is taken from pip's cache."
    )


def dotted(version):
    return ".".join(map(str, version))


def fail(message):
    print(f"\nset-up: {message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
