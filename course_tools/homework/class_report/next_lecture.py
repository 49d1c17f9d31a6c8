"""The next lecture's first slide: what the class got wrong most often, in the conventions of a lecture."""

import re

from . import treated
from .in_words import count

MOST = 3  # mistakes on the slide


def slide(assignment, found, n_ran):
    """A slide as Markdown, to be put into a file of `lectures/`.

    Parameters
    ----------
    assignment : str
        Its name.
    found : list of mistakes.Mistake
        The commonest first.
    n_ran : int
        Submissions that were run.

    Returns
    -------
    str
        Empty if the tests named no mistake.
    """
    shown = found[:MOST]
    if not shown:
        return ""
    lines, notes = [], []
    for mistake in shown:
        place = treated.treated(mistake.key)
        where = f": *{place.slide}*, notebook {place.notebook[:2]}, section {place.section}" if place else ""
        lines.append(f"- **{_begun(mistake.name)}**, {mistake.n_students:,} of {n_ran:,}{where}")
        if mistake.idea:
            notes.append(f"{_begun(mistake.name)}: {mistake.idea_alone}")
    what = "one mistake" if len(shown) == 1 else f"{('two', 'three')[len(shown) - 2]} mistakes"
    said = [f"**Say.** In {assignment}, {count(n_ran, 'submission')} in all, the tests named {what} most often. "
            "Nobody is named here.", *notes]  # fmt: skip
    anchor = re.sub(r"[^a-z0-9]+", "-", assignment.lower()).strip("-") or "homework"
    title = f"## What went wrong in {assignment} {{#{anchor}-mistakes minutes={len(shown) + 1}}}"
    asked = "**Ask.** Take the first one. How could you have noticed it before you handed in?"
    return "\n".join([title, "", *lines, "", "::: {.notes}", "\n\n".join([*said, asked]), ":::", ""])


def _begun(text):
    return text[:1].upper() + text[1:]
