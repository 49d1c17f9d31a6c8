"""Open the course in JupyterLab, in copies of the notebooks that are the learner's own."""

import os
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from . import address, project, update

# nothing is asked of the network
NO_NEWS = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
# nobody is asked whether it may be, and names of files have the whole width: labconfig/default_setting_overrides.json
# says other defaults than Lab's; what a learner sets in Lab wins
SETTINGS = Path(__file__).with_name("lab_settings")


def arguments(parser):
    update.arguments(parser)
    parser.add_argument("lab_options", nargs="*", metavar="OPTION", help="after --, for JupyterLab: -- --no-browser")


def run(options):
    """Bring the copies up to date and open the first; the exit code of JupyterLab."""
    if failed := update.run(options):
        return failed
    if find_spec("jupyterlab") is None:
        made = f"`make lab` in {project.ROOT} sets up an environment that has it; into" if project.IS_CLONE else "Into"
        print(
            f"JupyterLab is not installed for {sys.executable}. {made} this one it comes with: "
            f"{shlex.quote(sys.executable)} -m pip install jupyterlab",
            file=sys.stderr,
        )
        return 1
    process = subprocess.Popen(command(options.folder, options.lab_options), env=environment())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            pass  # Lab has it too, asks whether it is meant, and ends by itself


def command(folder, lab_options=()):
    """JupyterLab on the copies in a folder, opened at the first; options of one's own come last and win."""
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}",
            f"--LabApp.default_url=/lab/tree/{address.FIRST}.ipynb", *NO_NEWS, *as_root, *lab_options]  # fmt: skip


def environment():
    """The environment of this process, in which Jupyter's programs find the course's defaults for Lab."""
    paths = [path for path in os.environ.get("JUPYTER_CONFIG_PATH", "").split(os.pathsep) if path]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join([*paths, str(SETTINGS)])}
