"""What a search on the site looks through: the headings of all notebooks, the terms that they set in bold, and others
that a reader may know already, each where most is said of it."""

import itertools
import re

from markupsafe import Markup

from . import prose, render

FENCED = re.compile(r"```.*?```|\$\$.*?\$\$", re.DOTALL)
WORD = r"[^*\s$.,:|]+"
FOUND = re.compile(
    rf"^#{{2,3}} (?P<heading>.+)$|(?<!\*)\*\*(?P<term>(?=[a-z]){WORD}(?: {WORD}){{0,2}})\*\*(?!\*)", re.MULTILINE
)
EMPHASIS = {
    "a", "and", "b", "better default", "c", "called", "can", "d", "everywhere", "flattered", "general", "minus", "not",
    "once", "one", "repeatable", "truly negative", "truly positive",
}  # bold, and no terms
SOUGHT = (
    "Adam", "AUC", "average", "batch", "Bayes", "BCE", "BCEWithLogitsLoss", "calibration", "chain rule",
    "confusion matrix", "cost", "coverage", "curvature", "derivative", "false negative", "gradient descent", "Hessian",
    "leak", "learning rate", "log-likelihood", "mini-batch", "momentum", "Newton", "normal distribution", "optimizer",
    "pos_weight", "precision", "recall", "ROC", "scikit-learn", "sensitivity", "SGD", "specificity", "stochastic",
    "tensor", "zero_grad",
)  # without being explained in bold


def entries(notebooks):
    """Headings and terms, in the order of the course; a term where it is in bold for the first time.

    Parameters
    ----------
    notebooks : list of (name, NotebookNode)

    Returns
    -------
    list of (text, address, where)
        `where` is the heading that a term stands under, and the number of the notebook for a heading.
    """
    found, terms, said = [], set(EMPHASIS), {}
    for name, notebook in notebooks:
        taken, anchor, above = set(), None, ""
        for cell in notebook.cells:
            if cell.cell_type != "markdown":
                continue
            if title := re.match(r"# (.+)", cell.source):
                taken.add(prose.slug(prose.inline(title[1])))
            for match in FOUND.finditer(FENCED.sub("", cell.source)):
                if match["heading"]:
                    anchor, above = _anchor(match["heading"], taken), prose.plain_text(match["heading"])
                    found.append((above, f"{name}.html#{anchor}", name[:2]))
                elif anchor and match["term"] not in terms:
                    terms.add(match["term"])
                    found.append((prose.plain_text(match["term"]), f"{name}.html#{anchor}", f"{name[:2]}, {above}"))
            if anchor:
                place = (f"{name}.html#{anchor}", f"{name[:2]}, {above}")
                said[place] = f"{said.get(place, '')}\n{cell.source}"
    return [*found, *_sought(terms, said)]


def _sought(terms, said):
    """The terms that are not explained in bold, each in the section that has it most often."""
    for term in SOUGHT:
        word = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", 0 if term.isupper() else re.IGNORECASE)
        often = {place: len(word.findall(text)) for place, text in said.items()}
        place = max(often, key=often.get, default=None)  # the first of several
        if term not in terms and place and often[place]:
            yield term, *place


def _anchor(heading, taken):
    """The id that the page gives a heading."""
    own = prose.slug(prose.inline(heading))
    numbered = (f"{own}-{k}" for k in itertools.count(2))
    anchor = own if own not in taken else next(name for name in numbered if name not in taken)
    taken.add(anchor)
    return anchor


def script(found):
    """The entries as data of a page, which templates/search.js reads; empty if there are none."""
    return render.json_script("application/json", found, id="search-index") if found else Markup("")
