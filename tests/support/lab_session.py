"""One notebook in one JupyterLab, as a learner has it open: its figures, and a cell to run what a later cell would."""

import contextlib
import functools
import json
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from support.browser import LiveFigure
from support.explorers import SETUP, SOURCES

from course_tools import lab

NAME = "08_optimizers_and_scale.ipynb"
PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
COMPOSED = """
boxed = SigmoidExplorer()
number = ipywidgets.FloatText(description="w")
said = ipywidgets.Label()
boxed.observe(lambda change: setattr(said, "value", f"Python has seen {change.new:.2f}"), "weight")
ipywidgets.link((boxed, "weight"), (number, "value"))
ipywidgets.VBox([boxed, ipywidgets.HBox([number, said])])
"""
BROKEN = """
failing = DataExplorer()
failing.data = {**failing.data, "uniforms": None}
failing
"""
CELLS = {
    "setup": f"{SETUP}from course_utils.exercises import Quiz",
    **{name: f"{name} = {source}\n{name}" for name, source in SOURCES.items()},
    "boxed": COMPOSED,
    "failing": BROKEN,
    "quiz": "Quiz(1)",
    "plain": "ipywidgets.IntSlider(description='plain')",
    "later": "",
}
# Lab does not write the ids of cells into the page
NAMED = """() => {
  for (const cell of jupyterapp.shell.currentWidget.content.widgets) cell.node.dataset.cell = cell.model.id;
}"""
RUN = """async ([id, source]) => {
  const { content } = jupyterapp.shell.currentWidget;
  const cell = content.widgets.find((one) => one.model.id === id);
  if (source !== null) cell.model.sharedModel.setSource(source);
  content.deselectAll();
  content.activeCellIndex = content.widgets.indexOf(cell);
  await jupyterapp.commands.execute("notebook:run-cell");
  return cell.outputArea.node.textContent;
}"""
IDLE = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"


class Lab:
    """A JupyterLab of its own, or a Notebook 7: a token, its own settings, and notebooks in a temporary folder."""

    patience = 60_000  # milliseconds until what a page waits for has failed

    def __init__(self, folder, app="jupyterlab"):
        self.open_at = {"jupyterlab": "lab/tree", "notebook": "notebooks"}[app]
        self.notebooks = folder / "notebooks"
        self.notebooks.mkdir()
        self.token = secrets.token_hex(16)
        env = {**lab.environment(), "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings")}
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_WORKSPACES_DIR"):
            env[name] = str(folder / name.lower())
        self.log = (folder / "lab.log").open("w+")
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", app, "--no-browser", "--allow-root", "--expose-app-in-browser",
                "--port=0", f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.notebooks}",
                *(lab.NO_NEWS if app == "jupyterlab" else ()),
            ],
            env=env, stdout=self.log, stderr=subprocess.STDOUT,
        )
        try:
            self.address = self._address(Path(env["JUPYTER_RUNTIME_DIR"]))
        except BaseException:
            self.stop()
            raise

    def _address(self, runtime):
        """Where it listens, once it does: it chooses a port, and writes down which."""
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(StopIteration, ValueError, OSError):  # not yet written, or not yet answering
                self.address = json.loads(next(runtime.glob("jpserver-*.json")).read_text())["url"].rstrip("/")
                self.request("GET", "/api/status")
                return self.address
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read()[-3000:]}")

    def request(self, method, path, body=None):
        request = urllib.request.Request(
            f"{self.address}{path}", method=method, headers={"Authorization": f"token {self.token}"},
            data=None if body is None else json.dumps(body).encode(),
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def run(self, page, notebook, ready, *, theme="JupyterLab Light"):
        """Open a notebook in `page`, run all of its cells, and wait for the selector `ready`."""
        if Path(notebook).parent != self.notebooks:
            shutil.copy(notebook, self.notebooks)
        self.open(page, Path(notebook).name)
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        page.wait_for_function(
            "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=self.patience
        )
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_selector(ready, timeout=self.patience)

    def open(self, page, name):
        """Open a notebook of the folder in `page`; its cells are not run."""
        page.goto(f"{self.address}/{self.open_at}/{name}?reset&token={self.token}")
        for ready in ("?.shell?.currentWidget?.sessionContext !== undefined", ".shell.currentWidget.context.isReady"):
            page.wait_for_function(f"window.jupyterapp{ready}", timeout=self.patience)

    def close_sessions(self):
        for session in json.loads(self.request("GET", "/api/sessions")):
            self.request("DELETE", f"/api/sessions/{session['id']}")

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(timeout=120)  # its kernels end first
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.log.close()


class Session:
    """A notebook with all the figures; a cell runs when its figure is first asked for.

    Attributes
    ----------
    page : playwright.sync_api.Page
    server : Lab
    """

    def __init__(self, server, page):
        self.server, self.page = server, page
        cells = [new_code_cell(source, id=name) for name, source in CELLS.items()]
        nbformat.write(new_notebook(cells=cells, metadata=PYTHON), server.notebooks / NAME)
        self.open()

    def open(self):
        """Open the notebook, as another page has been shown, or none; its kernel starts, or is there."""
        self.server.open(self.page, NAME)
        self.page.wait_for_function(IDLE, timeout=self.server.patience)
        self.page.evaluate(NAMED)
        self.figure = functools.cache(self.shown)
        if self.run("print('bent' in globals())") == "False":
            self.run_cell("setup")

    def clear(self):
        """Let no cell show anything."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
        self.figure.cache_clear()

    def run_cell(self, name, source=None):
        return self.page.evaluate(RUN, [name, source]).strip()

    def run(self, source):
        """What a later cell prints."""
        return self.run_cell("later", source)

    def run_until(self, source, expected):
        """What a later cell prints, once it is what is expected: the browser tells Python ten times a second."""
        for _ in range(100):
            if (printed := self.run(source)) == expected:
                break
        return printed

    def cell(self, name):
        """A cell that has run."""
        return self.page.locator(f"[data-cell={name}]")

    def shown(self, name):
        """Run the cell of a figure; the figure, once it is drawn."""
        self.run_cell(name)
        figure = LiveFigure(self.page, self.cell(name).locator(".cu-explorer"))
        figure.element.locator(".cu-task, .cu-error, fieldset").first.wait_for(timeout=self.server.patience)
        figure.drawn()
        return figure

    def save(self):
        """Save the notebook; what is in its file, by the ids of its cells."""
        self.page.evaluate("jupyterapp.shell.currentWidget.context.save()")
        saved = nbformat.read(self.server.notebooks / NAME, as_version=4)
        nbformat.validate(saved)
        return {cell.id: [output.data for output in cell.outputs] for cell in saved.cells if cell.cell_type == "code"}

    def open_copy(self, name, *, kernel):
        """Open a copy of the notebook's file, beside the kernel that is running or without any."""
        shutil.copy(self.server.notebooks / NAME, self.server.notebooks / name)
        self.page.goto("about:blank")
        if kernel:
            self.page.unroute_all()
            (running,) = json.loads(self.server.request("GET", "/api/kernels"))
            asked = {"path": name, "name": name, "type": "notebook", "kernel": {"id": running["id"]}}
            self.server.request("POST", "/api/sessions", asked)
        else:
            self.page.route(
                "**/api/sessions*",
                lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
            )
        self.server.open(self.page, name)
        if kernel:
            self.page.wait_for_function(IDLE, timeout=self.server.patience)
        self.page.evaluate(NAMED)
