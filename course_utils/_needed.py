"""Whether this environment has what a notebook of the course needs; asked by the first cell of each."""

import re
import sys
from importlib.util import find_spec

# module: what it is called where it is installed from. JupyterLab is not among them: other programs open notebooks too
MODULES = {
    "IPython": "ipython",
    "anywidget": "anywidget",
    "cloudpickle": "cloudpickle",
    "ipywidgets": "ipywidgets",
    "matplotlib": "matplotlib",
    "numpy": "numpy",
    "pandas": "pandas",
    "platformdirs": "platformdirs",
    "sklearn": "scikit-learn",
    "torch": "torch",
}
OLDEST_PYTHON = (3, 11)


def fault(needed, here=None):
    """Why this package is not the one that a notebook needs; empty if it is.

    If it is newer, that is printed: what the notebook asks for may have changed since.

    Parameters
    ----------
    needed : str
        The version that the notebook was made with, "0.1".
    here : str, optional
        The version of this package.

    Returns
    -------
    str

    Raises
    ------
    RuntimeError
        If Python is too old, or something is missing that the package needs in turn; with what to do. It is no
        ImportError: by that the cell knows that this package itself is not here.
    """
    if sys.version_info < OLDEST_PYTHON:
        oldest, found = ".".join(map(str, OLDEST_PYTHON)), sys.version.split()[0]
        raise RuntimeError(f"the course needs Python {oldest} or newer, and here is {found}: choose another kernel")
    if here is None:
        from . import __version__ as here
    if _counted(here) < _counted(needed):
        return f"here is {here}"
    if lost := [name for module, name in MODULES.items() if find_spec(module) is None]:
        raise RuntimeError(
            f"course_utils is here, but not {', '.join(lost)}. In a cell of its own run: %pip install {' '.join(lost)}"
        )
    if _counted(here) > _counted(needed):
        print(f"This notebook is of course_utils {needed}, and here is {here}. `course update` brings newer copies.")
    return ""


def _counted(version):
    """The first two numbers of a version: between those that share them, notebooks and package fit."""
    return [int(number) for number in re.findall(r"\d+", version)[:2]]
