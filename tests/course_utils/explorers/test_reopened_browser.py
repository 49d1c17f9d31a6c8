"""A notebook with live figures, saved and opened again: a picture and how to wake it, and never an error."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright import sync_api as playwright
from support.browser import Lab
from support.notebook_checks import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lab")]
CELLS = {
    "setup": "import ipywidgets\nfrom course_utils.exercises import Quiz\nfrom course_utils.explorers import *",
    "figure": "figure = SigmoidExplorer()\nfigure",
    "quiz": "Quiz(1)",
    "plain": "ipywidgets.IntSlider(description='plain')",
    "boxed": "ipywidgets.VBox([DataExplorer()])",
}
PYTHON = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "This is a still picture of a live figure. Run this cell to wake it."
TEXT = "What was here can be used again once you run this cell."


def alive(page, n_figures):
    """Whether so many figures, tasks and all, are drawn; the quiz is none."""
    playwright.expect(page.locator(".cu-explorer .cu-task")).to_have_count(n_figures, timeout=30_000)


def no_widget_fails(page):
    playwright.expect(page.get_by_text("Error displaying widget")).to_have_count(0)
    playwright.expect(page.get_by_text("Loading widget")).to_have_count(0)


# Notebook 7 has the same widgets: in the sweeps
@pytest.mark.parametrize("app", ["jupyterlab", pytest.param("notebook", marks=pytest.mark.sweep)])
def test_reopened_without_its_kernel_a_figure_is_a_picture_that_says_how_to_wake_it(app, tmp_path, chromium):
    server, page = Lab(tmp_path, app), chromium.new_page(viewport={"width": 1200, "height": 2600})
    try:
        cells = [new_code_cell(source, id=name) for name, source in CELLS.items()]
        nbformat.write(new_notebook(cells=cells, metadata=PYTHON), tmp_path / "live.ipynb")
        server.run(page, tmp_path / "live.ipynb", ".cu-explorer .cu-task")
        alive(page, 2)
        page.evaluate("jupyterapp.shell.currentWidget.context.save()")
        saved = nbformat.read(server.notebooks / "live.ipynb", as_version=4)
        nbformat.validate(saved)
        outputs = {cell.id: [output.data for output in cell.outputs] for cell in saved.cells}
        assert [data for shown in outputs.values() for data in shown if VIEW in data] == []
        assert sorted(outputs["figure"][0]) == ["image/png", "text/plain"]
        assert outputs["quiz"][0]["text/plain"].startswith("1. ")
        assert [outputs[name][1]["text/plain"] for name in list(CELLS)[1:]] == [PICTURE, TEXT, TEXT, TEXT]
        alive(page, 2)
        playwright.expect(page.get_by_text("this cell")).to_have_count(0)

        page.reload()  # its kernel runs on, and has the figures
        alive(page, 2)
        playwright.expect(page.get_by_text("this cell")).to_have_count(0)
        no_widget_fails(page)

        page.goto("about:blank")
        server.close_sessions()
        page.route(
            "**/api/sessions*",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )  # no kernel starts
        server.open(page, "live.ipynb")
        playwright.expect(page.get_by_text(PICTURE)).to_be_visible(timeout=30_000)
        playwright.expect(page.get_by_text(TEXT)).to_have_count(3)
        playwright.expect(page.locator(".jp-OutputArea-output img")).to_have_count(1)
        no_widget_fails(page)

        page.goto("about:blank")
        page.unroute_all()
        server.run(page, server.notebooks / "live.ipynb", ".cu-explorer .cu-task")  # another kernel
        alive(page, 2)
        playwright.expect(page.get_by_text("this cell")).to_have_count(0)
    finally:
        page.close()
        server.stop()


def test_lab_greets_with_the_course_and_the_names_of_files_can_be_read(tmp_path, chromium):
    server, page = Lab(tmp_path), chromium.new_page(viewport={"width": 1280, "height": 800})
    try:
        name = "08_optimizers_and_scale.ipynb"
        nbformat.write(new_notebook(cells=[new_code_cell("1")], metadata=PYTHON), server.notebooks / name)
        server.open(page, name)
        shown = page.locator(".jp-DirListing-itemText", has_text=name)
        playwright.expect(shown).to_be_visible(timeout=30_000)
        left, right = (shown.evaluate(f"text => text{child}.getBoundingClientRect().right") for child in (
            "", ".firstElementChild"))  # fmt: skip
        assert right - left < 10, "more than the end of .ipynb is cut off"
        page.wait_for_timeout(3000)  # the question about news came with the settings, a moment after the rest
        assert page.locator(".Toastify__toast").count() == 0
    finally:
        page.close()
        server.stop()


CLASSIC = """() => {
  class Notebook {
    toJSON() {
      return { cells: [{ cell_type: "code", outputs: [
        { output_type: "execute_result", metadata: {}, execution_count: 1,
          data: { "image/png": "aGVsbG8=", "text/plain": "a figure", "application/vnd.jupyter.widget-view+json":
            { model_id: "m", version_major: 2, version_minor: 0 } } },
        { output_type: "stream", name: "stdout", text: "1" } ] }] };
    }
  }
  globalThis.Jupyter = { notebook: Object.seal(new Notebook()) };
  savePictures({});
  savePictures({});
  return globalThis.Jupyter.notebook.toJSON().cells[0].outputs;
}"""


def test_the_classic_notebook_which_is_sealed_saves_pictures_too(chromium):
    page = chromium.new_page()
    try:
        source = (ROOT / "course_utils" / "widgets" / "saving.js").read_text(encoding="utf-8")
        figure, note, printed = page.evaluate(f"() => {{ {source.replace('export ', '')}\nreturn ({CLASSIC})(); }}")
    finally:
        page.close()
    assert figure["data"] == {"image/png": "aGVsbG8=", "text/plain": "a figure"}
    assert (note["data"]["text/plain"], printed["text"]) == (PICTURE, "1")
