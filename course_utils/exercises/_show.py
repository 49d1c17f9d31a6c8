"""One answer in two forms: words, and HTML where a notebook can show it."""

import sys


def show(text, card):
    """Print the text; in a notebook show the card, with the text for whatever shows no HTML."""
    if not _in_a_notebook():
        print(text)
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": card}, raw=True)


def _in_a_notebook():
    """Whether `display` shows HTML: in a kernel of Jupyter's, or in marimo, which has no kernel but its own display."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is not None:
        return True
    return "marimo" in sys.modules and sys.modules["marimo"].running_in_notebook()
