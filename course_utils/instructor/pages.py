"""A notebook as one HTML file whose live figures work without a kernel and without a network.

    python -m course_utils.instructor.pages notebooks/05_threshold_tradeoff.ipynb

The notebook is executed anew (a file saved by Lab may have lost the state of its figures) and
written to build/pages/.
"""

import argparse
import os
import sys
from pathlib import Path

from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .execute import NotebookFailed, execute

FOLDER = Path(__file__).parent
OUTPUT = Path("build/pages")


class FormulaRenderer(IPythonRenderer):
    """Formulas as MathML, which a browser shows by itself."""

    def inline_math(self, body):
        return convert(body)

    def block_math(self, body):
        # the converter knows {split}, not its like {aligned}, which MathJax wants in a notebook
        return convert(body.replace("{aligned}", "{split}"), display="block")

    def latex_environment(self, name, body):
        return convert(rf"\begin{{{name}}}{body}\end{{{name}}}", display="block")


class PageExporter(HTMLExporter):
    """nbconvert's HTML with formulas as MathML; the template leaves out what asks a server."""

    def markdown2html(self, source):
        return MarkdownWithMath(renderer=FormulaRenderer(escape=False, anchor_link_text="¶")).render(source)


def page(notebook, title):
    """The HTML text of an executed notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Executed with its widget state, as `execute(path, keep_widget_state=True)` gives it.
    title : str

    Returns
    -------
    str
    """
    exporter = PageExporter(template_name="page", extra_template_basedirs=[str(FOLDER / "templates")])
    resources = {
        "metadata": {"name": title},
        "widget_host": (FOLDER / "widget_host.js").read_text(encoding="utf-8"),
    }
    return exporter.from_notebook_node(notebook, resources)[0]


def write_page(path, output=OUTPUT):
    """Execute the notebook at `path` and write its page into the folder `output`, in one step.

    Returns
    -------
    Path of the page.

    Raises
    ------
    NotebookFailed
        As `execute`; a page that is there already stays.
    """
    path, output = Path(path), Path(output)
    text = page(execute(path, keep_widget_state=True), path.stem)
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"{path.stem}.html"
    unfinished = target.with_suffix(".html.part")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, target)
    return target


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="python -m course_utils.instructor.pages", description=__doc__.splitlines()[0]
    )
    parser.add_argument("notebooks", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, default=OUTPUT, help=f"folder (default {OUTPUT})")
    options = parser.parse_args(argv)
    for path in options.notebooks:
        try:
            print(f"{path} -> {write_page(path, options.output)}", flush=True)
        except NotebookFailed as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
