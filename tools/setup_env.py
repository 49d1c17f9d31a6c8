"""Make .venv from requirements.lock, once; do nothing while the lock has not changed.

Standard library only: it runs before anything is installed. A finished environment carries a mark
with the fingerprint of what it was made from; one without the mark (an interrupted or failed
set-up) is made anew.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST, NEWEST = (3, 11), (3, 13)
INTERRUPTED = 130


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--root", type=Path, default=ROOT, help="folder that holds requirements.lock (default: this project)"
    )
    parser.add_argument(
        "--torch-index", default="", help="address of a further wheel index, such as PyTorch's for CPU builds"
    )
    options = parser.parse_args(argv)

    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return fail(
            f"this is Python {sys.version.split()[0]}; the course was tested with "
            f"{dotted(OLDEST)} to {dotted(NEWEST)}. Name another one: make lab PYTHON=python{dotted(NEWEST)}"
        )
    lock = options.root / "requirements.lock"
    if not lock.is_file():
        return fail(f"{lock} is missing; restore it with: git checkout requirements.lock")

    venv = options.root / ".venv"
    mark = venv / ".made-from"
    wanted = fingerprint(lock, venv)
    if mark.is_file() and mark.read_text() == wanted and interpreter(venv).exists():
        return 0

    print(f"Setting up {venv} from {lock.name}: once, some minutes on a slow connection.", flush=True)
    mark.unlink(missing_ok=True)
    try:
        for command in commands(venv, lock, options.torch_index):
            code = subprocess.call(command, cwd=options.root)
            if code:
                return fail(f"this step failed: {' '.join(map(str, command))}\n{advice(command)}")
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


def commands(venv, lock, torch_index):
    pip = [interpreter(venv), "-m", "pip", "--disable-pip-version-check", "install"]
    extra_index = ["--extra-index-url", torch_index] if torch_index else []
    yield [sys.executable, "-m", "venv", "--clear", venv]
    yield [*pip, *extra_index, "-r", lock]
    yield [*pip, "--no-deps", "--no-build-isolation", "--editable", "."]


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
