"""One notebook in one JupyterLab, as a learner has it open: its figures, and a cell to run what a later cell would."""

import functools
import json
import shutil

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from support.browser import LiveFigure
from support.explorers import SETUP, SOURCES
from support.lab_server import IDLE

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
# what a page without a kernel gets instead of one; its cache is as ever, as it is not while Playwright watches requests
NO_SESSION = """{
  const { fetch } = window;
  window.fetch = (request, ...rest) => request.method === "POST" && /\\/api\\/sessions/.test(request.url)
    ? Promise.reject(new TypeError("no kernel")) : fetch(request, ...rest);
}"""
OPEN_IN_ITS_PLACE = """async ([path, shouldStart]) => {
  jupyterapp.shell.currentWidget.dispose();
  await jupyterapp.commands.execute("docmanager:open", { path, kernelPreference: { shouldStart } });
}"""


class Session:
    """A notebook with all the figures; a cell runs when its figure is first asked for.

    Attributes
    ----------
    page : playwright.sync_api.Page
    server : support.lab_server.Lab
    """

    def __init__(self, server, page):
        self.server, self.page = server, page
        cells = [new_code_cell(source, id=name) for name, source in CELLS.items()]
        nbformat.write(new_notebook(cells=cells, metadata=PYTHON), server.notebooks / NAME)
        self.open()

    def open(self):
        """Open the notebook, as another page has been shown, or none; its kernel starts, or is there."""
        self.server.open(self.page, NAME)
        self.server.wait(self.page, IDLE)
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

    def is_open(self):
        """Whether the notebook is in front, not a copy."""
        return self.page.evaluate("jupyterapp.shell.currentWidget?.context?.path") == NAME

    def open_copy(self, name, *, kernel, anew):
        """Open a copy of the notebook's file, beside the kernel that is running or without any.

        In its place, where Lab makes a new document of it, or `anew`: in a page that knows nothing of before.
        """
        shutil.copy(self.server.notebooks / NAME, self.server.notebooks / name)
        if kernel:
            (running,) = json.loads(self.server.request("GET", "/api/kernels"))
            asked = {"path": name, "name": name, "type": "notebook", "kernel": {"id": running["id"]}}
            self.server.request("POST", "/api/sessions", asked)
        if anew:
            if not kernel:
                self.page.add_init_script(f"if (location.pathname.endsWith('/{name}')) {NO_SESSION}")
            self.page.goto("about:blank")
            self.server.open(self.page, name)
        else:
            self.page.evaluate(OPEN_IN_ITS_PLACE, [name, kernel])
            self.server.ready(self.page, name)
        if kernel:
            self.server.wait(self.page, IDLE)
        self.page.evaluate(NAMED)
