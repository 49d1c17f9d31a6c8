"""A notebook with live figures, saved in the classic notebook: pictures, as JupyterLab and Notebook 7 save them."""

import pytest
from support.notebook_checks import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("pages")]
PICTURE = "This is a still picture of a live figure. Run this cell to wake it."

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


def test_the_classic_notebook_which_is_sealed_saves_pictures_too(tab):
    source = (ROOT / "course_utils" / "widgets" / "saving.js").read_text(encoding="utf-8")
    figure, note, printed = tab.page.evaluate(f"() => {{ {source.replace('export ', '')}\nreturn ({CLASSIC})(); }}")
    assert figure["data"] == {"image/png": "aGVsbG8=", "text/plain": "a figure"}
    assert (note["data"]["text/plain"], printed["text"]) == (PICTURE, "1")
