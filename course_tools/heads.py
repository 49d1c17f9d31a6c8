"""How a notebook begins: a cell that says what to do where the course's package is missing, and buttons.

    course heads        write them into the notebooks and the README
    course heads --check

Outside the course's own environment `from course_utils import …` fails with a bare ModuleNotFoundError. The first code
cell of a notebook says in its place what to run. Buttons open the notebook elsewhere; they stand below the title once
`address.py` names a repository.
"""

import re
from textwrap import wrap

import nbformat
from nbformat.v4 import new_code_cell

import course_utils

from . import address, files, project
from .execute import FOLDED, SETUP_TAG, read

CELL = "course-is-here"
HIDDEN = {"tags": [SETUP_TAG, "remove-cell"], "jupyter": FOLDED}
BUTTONS = re.compile(r"\n\nOpen a copy: [^\n]*\(https://[^\n]*")
IN_README = re.compile(r"(<!-- buttons -->\n).*?(<!-- /buttons -->)", re.DOTALL)
SOURCE = """\
# Outside the course's own environment its package may be missing, or another than this notebook needs.
try:
    from course_utils import _needed
    course_fault = _needed.fault("{needed}")
except ImportError as error:
    course_fault = f"here: {{error}}"
if course_fault:
    raise ModuleNotFoundError(
        f"this notebook needs course_utils {needed} or newer, and {{course_fault}}. "
{advice}
    )
"""
WITH_LINE = "In a cell run {line} (or with a wheel that lies beside this notebook), then restart the kernel."
WITHOUT_LINE = (
    "If you have the course's folder, run `make lab` in it. Elsewhere put its wheel (README) beside the notebook "
    "and run %pip install --no-deps {wheel}; then restart the kernel."
)
ADVICE_WIDTH = 108


def setup_source(version=course_utils.__version__, line=None):
    """The source of the cell that looks whether the course's package is here, and new enough.

    It names the line that installs it, from where the course is published or from a wheel beside the notebook, as
    the learner's branch has one.
    """
    line = address.install_line() if line is None else line
    wheel = f"{address.NAME.replace('-', '_')}-{version}-py3-none-any.whl"
    advice = (WITH_LINE if line else WITHOUT_LINE).format(line=line, wheel=wheel)
    *lines, last = wrap(advice, ADVICE_WIDTH, break_long_words=False, break_on_hyphens=False)
    advice = "\n".join(f'        "{part}"' for part in [*(f"{one} " for one in lines), last])
    return SOURCE.format(needed=".".join(version.split(".")[:2]), advice=advice).rstrip("\n")


def with_head(notebook, stem):
    """Give a notebook its first cell and its buttons; whether that changed anything.

    The outputs stay: the cell that comes in prints nothing, and the cells below it are counted one further.
    """
    before = nbformat.writes(notebook)
    opening, cells = notebook.cells[0], notebook.cells
    links = " · ".join(f"[{place}]({where})" for place, where in address.buttons(stem).items())
    title, *rest = BUTTONS.sub("", opening.source).split("\n\n", 1)
    opening.source = "\n\n".join([title, *([f"Open a copy: {links}"] if links else []), *rest])
    mine = next((cell for cell in cells if cell.get("id") == CELL), None)
    if mine is None:
        mine = new_code_cell(id=CELL, execution_count=1)
        cells.insert(1, mine)
        _count_on(cells[2:])
    mine.source, mine.metadata = setup_source(), nbformat.from_dict(HIDDEN)
    return nbformat.writes(notebook) != before


def _count_on(cells):
    for cell in cells:
        if cell.cell_type == "code" and cell.execution_count:
            cell.execution_count += 1
            for output in cell.outputs:
                if output.get("execution_count"):
                    output.execution_count += 1


def readme_with_buttons(text):
    links = " · ".join(f"[{place}]({where})" for place, where in address.buttons(address.FIRST).items())
    shown = f"Open the first notebook in {links}\n" if links else ""
    return IN_README.sub(lambda found: f"{found[1]}{shown}{found[2]}", text)


def arguments(parser):
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")


def run(options):
    """Write the heads; 0, or 1 if under --check something would be written."""
    changed = {}
    for path in project.notebooks():
        notebook = read(path)
        if with_head(notebook, path.stem):
            changed[path] = nbformat.writes(notebook) + "\n"
    readme = project.ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    if (wanted := readme_with_buttons(text)) != text:
        changed[readme] = wanted
    for path, content in changed.items():
        if not options.check:
            files.put(content, path)
        print(f"{project.shown(path)}: {'would be written' if options.check else 'written'}")
    if not changed:
        print("nothing to do")
    return 1 if changed and options.check else 0
