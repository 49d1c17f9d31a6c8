"""Programs beside Python that the notebooks go through: kernel, JupyterLab and its extensions, browser, fonts."""

import contextlib
import json
import os
import shutil
import socket
import sys
import warnings
import webbrowser
from pathlib import Path

from .finding import lacking, note, well
from .typed import install, typed

EXTENSIONS = {"anywidget": "anywidget", "@jupyter-widgets/jupyterlab-manager": "jupyterlab_widgets"}
IN_A_TERMINAL = ("lynx", "links", "elinks", "w3m", "www-browser")


def kernel(manager=None):
    """Whether the kernel that notebooks ask for, python3, is this Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of folders that IPython cannot write; that has a line of its own
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

        try:
            described = (manager or KernelSpecManager()).get_kernel_spec("python3")
        except NoSuchKernel:
            return lacking("kernel python3", "there is none", "Lab has nothing to run notebooks with.",
                           install("ipykernel"))  # fmt: skip
    command = described.argv
    major, minor = sys.version_info[:2]
    if command[0] in ("python", f"python{major}", f"python{major}.{minor}"):  # Jupyter takes its own Python for these
        return well("kernel python3", sys.executable)
    named = shutil.which(command[0]) or command[0]
    if not Path(named).exists():
        return lacking(
            "kernel python3",
            f"it is {named}, which is not there",
            f"No notebook runs. It is named in {getattr(described, 'resource_dir', 'a kernel.json')}: remove that "
            "folder, and this Python's own kernel is found again.",
        )
    if os.path.samefile(Path(named).parent, Path(sys.executable).parent):
        return well("kernel python3", named)
    return note(
        "kernel python3",
        f"it is {named}, and not {sys.executable}",
        "Notebooks run with that one, which may not have the course. To have this one too, choose the kernel "
        "“Course” after:",
        typed(sys.executable, "-m", "ipykernel", "install", "--user", "--name", "course", "--display-name", "Course"),
    )


def widgets(folders=None):
    """Whether JupyterLab has the two extensions that draw live figures, and nobody has disabled them."""
    from jupyter_core.paths import jupyter_config_path, jupyter_path

    folders = jupyter_path("labextensions") if folders is None else folders
    lost = [name for name in EXTENSIONS if not any(Path(folder, name, "package.json").is_file() for folder in folders)]
    if lost:
        return lacking("live figures in JupyterLab", f"without its extension {', '.join(lost)}",
                       "Pictures stand in place of live figures. These packages bring it:",
                       install("--force-reinstall", "--no-deps", *(EXTENSIONS[name] for name in lost)))  # fmt: skip
    off = [f"{name} ({path})" for path in (Path(one, "labconfig", "page_config.json") for one in jupyter_config_path())
           for name in _disabled(path) if name in EXTENSIONS]  # fmt: skip
    if off:
        return lacking("live figures in JupyterLab", f"disabled: {', '.join(off)}",
                       "Pictures stand in place of live figures. Enable it again:",
                       *(f"jupyter labextension enable {one.partition(' ')[0]}" for one in off))  # fmt: skip
    return well("live figures in JupyterLab", "it has anywidget and ipywidgets")


def _disabled(path):
    try:
        listed = json.loads(path.read_text(encoding="utf-8")).get("disabledExtensions", {})
    except (OSError, ValueError, AttributeError):
        return []
    return [name for name, is_off in listed.items() if is_off] if isinstance(listed, dict) else listed


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
        found = ""
    if found and Path(found).is_file():
        return well("font of the figures", found)
    return note(
        "font of the figures",
        f"{found} is no longer there" if found else "DejaVu Sans is missing",
        "It comes with Matplotlib. Without it letters may be boxes.",
        install("--force-reinstall", "--no-deps", "matplotlib"),
    )


def browser():
    to_do = "Lab prints its address: open that, on this machine or through a tunnel."
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return note("browser", "none is known to Python", to_do)
    name = getattr(found, "name", "found")
    if Path(name).name in IN_A_TERMINAL:
        return note("browser", f"{name}, which shows text only", to_do)
    return well("browser", name)
