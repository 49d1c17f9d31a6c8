"""A page of the site made of live figures alone, without a kernel: their state is that of this process."""

from nbformat.v4 import new_code_cell, new_notebook, new_output

from course_tools import site
from course_tools.render import WIDGET_STATE, WIDGET_VIEW


def write_page(path, widgets):
    """Write the page that shows each of the widgets in a cell of its own, as `course site` does; returns the path."""
    cells = [
        new_code_cell("", outputs=[new_output("display_data", data={WIDGET_VIEW: {"model_id": widget.model_id}})])
        for widget in widgets
    ]
    states = {widget.model_id: {"state": widget.get_state()} for widget in widgets}
    notebook = new_notebook(cells=cells, metadata={"widgets": {WIDGET_STATE: {"state": states}}})
    path.write_text(site.page(notebook, path.stem), encoding="utf-8")
    return path
