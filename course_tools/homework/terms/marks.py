"""Marks: where a template holds what a term may change. A template is a notebook that runs, with its own values.

    seed = 1618  # {{ seed }}                        in code, a line that assigns a parameter's value

    # {{ bugs.1.test }}                              in code, lines that a text of a bank takes the place of
    …
    # {{ end }}

    costs <!--{{ price }}-->20<!--{{ end }}-->       in Markdown, where a reader does not see it

A mark holds the name of a parameter, or of what the cell tagged `computed` makes of them, in Markdown with a format
if need be, {{ cost:.3f }}. For the items of a bank it holds PARAMETER.NUMBER.TEXT for the text of one, by its number
from 1; PARAMETER.TEXT for those of all, by rank; PARAMETER.last.TEXT for that of the highest rank; PARAMETER.change for
code with their changes in it.
"""

import ast
import copy
import re

from ..format import grade_id

PARAMETERS, COMPUTED = "parameters", "computed"  # tags; the first is papermill's
EACH = "each"  # the folder of the versions of single students
END = "end"
EXPRESSION = r"\{\{ ([\w.]+(?::[^\s}]+)?) \}\}"
LINE = re.compile(rf"^(\s*)(\w+) = (.+?)  # {EXPRESSION}$", re.MULTILINE)
BLOCK = re.compile(rf"^ *# {EXPRESSION}\n(.*?)\n *# \{{\{{ end \}}\}}$", re.MULTILINE | re.DOTALL)
PROSE = re.compile(rf"<!--{EXPRESSION}-->(.*?)<!--\{{\{{ end \}}\}}-->", re.DOTALL)
LEFT_OVER = re.compile(r"(?:# |<!--)\{\{.*")


def is_template(notebook):
    """Whether a notebook has a cell tagged `parameters`."""
    return any(PARAMETERS in cell.metadata.get("tags", []) for cell in notebook.cells)


def plain(notebook):
    """A template with its own values: the assignment that it is, without the marks.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed; if it is no template, it is what is given back.
    """
    return filled(notebook, lambda expression, before, place: None) if is_template(notebook) else notebook


def filled(notebook, value_of, keep=False):
    """An assignment made from a template.

    Parameters
    ----------
    notebook : NotebookNode
        It is not changed.
    value_of : callable
        From an expression, what stands there now, and the cell's name, to the text that is to stand there; None
        leaves it. Of a line of code it is the value's text.
    keep : bool
        The marks stay, and the cells that say what is drawn: the template, with other texts in it.

    Returns
    -------
    NotebookNode
    """
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells
                      if keep or not {PARAMETERS, COMPUTED} & set(cell.metadata.get("tags", []))]  # fmt: skip
    for cell in notebook.cells:
        place = grade_id(cell) or cell.get("id", "?")

        def put(expression, before, place=place):
            now = value_of(expression, before, place)
            return before if now is None else now

        cell.source = _filled(cell.source, put, is_code=cell.cell_type == "code", keep=keep)
    return notebook


def _filled(source, put, *, is_code, keep=False):
    def block(match):
        before, mark, after = match[0].partition(match[2])[0], match[1], match[0][match.end(2) - match.start() :]
        return f"{before}{put(mark, match[2])}{after}" if keep else put(mark, match[2])

    def line(match):
        mark = f"  # {{{{ {match[4]} }}}}" if keep else ""
        return f"{match[1]}{match[2]} = {put(match[4], match[3])}{mark}"

    if not is_code:
        return PROSE.sub(block, source)
    return LINE.sub(line, BLOCK.sub(block, source))


def left_over(notebook):
    """(name of the cell, the line) of each mark that none of the forms fits."""
    for cell in notebook.cells:
        for match in LEFT_OVER.finditer(cell.source):
            yield grade_id(cell) or cell.get("id", "?"), match.group()


def hidden(notebook):
    """The names in marks that students see nowhere: all of their places lie between the marks of hidden tests."""
    seen, unseen = set(), set()
    for cell in notebook.cells:
        inside = False
        for line in cell.source.split("\n"):
            inside = "### BEGIN HIDDEN TESTS" in line or (inside and "### END HIDDEN TESTS" not in line)
            found = {name.partition(".")[0].partition(":")[0] for name in re.findall(EXPRESSION, line)}
            (unseen if inside else seen).update(found)
    return sorted(unseen - seen - {END})


def same(before, now):
    """Whether two texts say the same value, or are the same text."""
    try:
        return ast.literal_eval(before) == ast.literal_eval(now)
    except (ValueError, SyntaxError):
        return before == now
