"""A notebook as one HTML file: formulas as MathML, nothing asked of a server, a good page never lost."""

import re
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_checks import NOTEBOOKS

from course_utils.instructor.pages import page

TEXT = r"""# A title

Inline $p = \frac{1}{1 + e^{-z}}$, and a block:

$$
\begin{aligned}
z &= w\,x + b \\
p &= \sigma(z)
\end{aligned}
$$
"""


def html(*cells):
    return page(new_notebook(cells=list(cells)), "example")


def test_formulas_become_mathml():
    text = html(new_markdown_cell(TEXT))
    inline, block = re.findall(r"<math.*?</math>", text, re.DOTALL)
    assert "<mfrac>" in inline
    assert 'display="block"' in block
    assert block.count("<mtr>") == 2, "one row a line"
    assert "&amp;" not in block
    assert "\\begin" not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_page_of_a_notebook_asks_nothing_of_a_server_and_has_all_formulas(path):
    notebook = nbformat.read(path, as_version=4)
    text = page(notebook, path.stem)
    sources = re.findall(r"<(?:script|link|img|iframe|audio|video|source)\b[^>]*?(?:src|href)=[\"']([^\"']+)", text)
    assert [source[:60] for source in sources if not source.startswith(("data:", "#"))] == []
    assert not re.search(r"@import|url\((?![\"']?(?:data:|#))", text)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    blocks = re.findall(r"\$\$.+?\$\$", prose, re.DOTALL)
    assert text.count('display="block"') == len(blocks)
    assert not re.search(r"\\(frac|sigma|begin|text|cdot)\b", re.sub(r"<annotation.*?</annotation>", "", text))


def test_language_and_title_are_set():
    text = html(new_markdown_cell("# A title"))
    assert '<html lang="en">' in text
    assert "<title>example</title>" in text


def test_printed_text_cannot_close_the_page():
    cell = new_code_cell("print('</script>')", outputs=[new_output("stream", text="</script><b>\n")])
    assert "&lt;/script&gt;&lt;b&gt;" in html(cell)


@pytest.mark.slow
def test_a_failing_notebook_leaves_the_page_that_is_there(tmp_path):
    path = tmp_path / "example.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), path)
    (tmp_path / "example.html").write_text("a good page")
    command = [sys.executable, "-m", "course_utils.instructor.pages", path, "--output", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert f"{path}: code cell 1 ('1 / 0') raised" in done.stderr
    assert (tmp_path / "example.html").read_text() == "a good page"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["example.html", "example.ipynb"]
