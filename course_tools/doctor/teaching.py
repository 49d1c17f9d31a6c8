"""What decks, the site, and the tests need beyond the notebooks."""

import shutil
from importlib.util import find_spec

from .finding import lacking, note, well

NEEDED = {"jinja2": "pages", "nbclient": "running notebooks", "markdown_it": "lectures", "latex2mathml": "formulas"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def looked_at():
    lost = [f"{module} ({what})" for module, what in NEEDED.items() if find_spec(module) is None]
    if lost:
        yield lacking("packages", f"without {', '.join(lost)}", "`make dev` brings them; an installed course, with "
                                                                "[lecture] after its name.")  # fmt: skip
    else:
        yield well("packages", "decks and the site can be made")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        yield well("Chromium", found)
    else:
        yield note("Chromium", "not found", "Tests that need it are skipped. Decks and the site open in any browser.",
                   "sudo apt-get install chromium")  # fmt: skip
