"""The explorers made once, and the pages on which a browser shows them."""

import functools

import ipywidgets
import matplotlib.pyplot as plt
import pytest
from support import explorers
from support.browser import OfflineTab, all_drawn
from support.live_page import write_page


@pytest.fixture(autouse=True)
def no_figure_outlives_its_test():
    yield
    plt.close("all")


@pytest.fixture(scope="session")
def reference():
    """The reference example after its fit: model, X, y and history."""
    return explorers.reference()


@pytest.fixture(scope="session")
def shared():
    """`shared(name)`: an explorer to look at, the same for all tests; who changes one makes one."""
    yield functools.cache(explorers.made)
    ipywidgets.Widget.close_all()


# ------------------------------------------------------------------ in a browser


@pytest.fixture(scope="session")
def page_of(tmp_path_factory):
    """`page_of(name)`: the path of a page with this explorer alone; of several names, one with all of them."""
    folder = tmp_path_factory.mktemp("pages")

    @functools.cache
    def page(*names):
        figures = [explorers.made(name) for name in names]
        path = write_page(folder / f"{'_'.join(names)}.html", figures)
        for figure in figures:
            figure.close()
        return path

    return page


class Offline(OfflineTab):
    """A tab of its own for live figures, held to say no error either."""

    def __init__(self):
        super().__init__()
        self.page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def load(self, path, n_figures=1):
        """Open the page; its explorers, in order, once all of them are drawn."""
        self.page.goto(path.as_uri())
        return all_drawn(self.page, n_figures)


@pytest.fixture(scope="module")
def new_tab():
    """`new_tab()`: one more tab without a network; each that was opened is held to it at the end."""
    tabs = []

    def open_tab():
        tabs.append(Offline.taken(width=1100, height=900))
        return tabs[-1]

    yield open_tab
    for opened in tabs:
        opened.done()


@pytest.fixture(scope="module")
def fresh(new_tab, page_of):
    """`fresh(name)`: an explorer as it is when its page opens; `calm` for a reader who wants no motion."""
    tab = new_tab()

    def load(name, *, calm=False):
        tab.page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
        (figure,) = tab.load(page_of(name))
        return figure

    return load


@pytest.fixture(scope="module")
def kept(new_tab, page_of):
    """`kept(name)`: an explorer in a tab that is not loaded anew, for tests that set whatever they look at."""
    return functools.cache(lambda name: new_tab().load(page_of(name))[0])
