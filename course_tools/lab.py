"""Open the course in JupyterLab, in copies of the notebooks that are the learner's own."""

import os
import subprocess
import sys
from pathlib import Path

from . import project, working_copy

FIRST = "01_sigmoid.ipynb"


def arguments(parser):
    parser.add_argument("--folder", type=Path, default=project.ROOT / "my_notebooks",
                        help="where your copies are (default my_notebooks in the course)")  # fmt: skip
    parser.add_argument("--update-only", action="store_true", help="renew the copies, and do not open Lab")
    parser.add_argument("lab_options", nargs="*", metavar="OPTION", help="after --, for JupyterLab: -- --no-browser")


def run(options):
    """Bring the copies up to date and open the first; the exit code of JupyterLab."""
    try:
        for line in working_copy.update(project.NOTEBOOKS, options.folder):
            print(f"{options.folder.name}/{line}")
    except OSError as error:
        print(
            f"Your notebooks in {options.folder} could not be written: {error.strerror}. "
            "Check its permissions and space.",
            file=sys.stderr,
        )
        return 1
    if options.update_only:
        return 0
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={options.folder.resolve()}",
               f"--LabApp.default_url=/lab/tree/{FIRST}", *options.lab_options]  # fmt: skip
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    # no news from the network
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": str(project.ROOT / "tools" / "lab")}
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 130
