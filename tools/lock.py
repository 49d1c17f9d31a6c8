"""Resolve the pins of pyproject.toml into requirements.lock, for every system and Python of the course.

One file serves Linux, macOS and Windows, each line with its condition. The CUDA libraries of
Linux's PyTorch are left out: the wheel names them itself, and the CPU build has none.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UV = "uv==0.13.9"
HEADER = """\
# Every package the course is tested with; made by `make lock` from the pins of pyproject.toml.
# pip installs it as it is: pip install -r requirements.lock
"""


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", UV], check=True)
    resolved = subprocess.run(
        [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
            "--extra", "dev", "--no-header", "--no-annotate", "pyproject.toml",
        ],
        check=True, capture_output=True, text=True, cwd=ROOT,
    ).stdout  # fmt: skip
    lines = [line for line in resolved.splitlines() if not re.match(r"(cuda|nvidia)-|triton==", line)]
    (ROOT / "requirements.lock").write_text(HEADER + "\n".join(lines) + "\n")
    print(f"requirements.lock: {len(lines)} packages")


if __name__ == "__main__":
    main()
