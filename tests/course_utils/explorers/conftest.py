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


class Shown:
    """A tab without a network for live figures, held to say no error either.

    A tab is kept: that is what `show` gives, as long as no other page has been loaded.
    """

    def __init__(self):
        self.tab = OfflineTab.taken(width=1100, height=900)
        self.tab.silent = True
        self.page, self.errors = self.tab.page, self.tab.errors
        self.kept = None

    def load(self, path, n_figures=1, *, calm=False):
        """Open the page; its explorers, in order, once all of them are drawn."""
        self.kept = None
        self.page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
        self.n_asked = len(self.tab.asked)
        self.page.goto(path.as_uri())
        return all_drawn(self.page, n_figures)

    def show(self, path, n_figures=1):
        """The explorers of the page as they stand, if it is shown already and its tests set whatever they look at."""
        if self.kept is None or self.kept[0] != path:
            figures = self.load(path, n_figures)
            self.kept = path, figures
        return self.kept[1]

    @property
    def asked(self):
        """What has been asked for since the page was opened."""
        return self.tab.asked[self.n_asked :]


@pytest.fixture(scope="module")
def tab():
    shown = Shown()
    yield shown
    shown.tab.done()


@pytest.fixture(scope="module")
def fresh(tab, page_of):
    """`fresh(name)`: an explorer as it is when its page opens; `calm` for a reader who wants no motion."""
    return lambda name, *, calm=False: tab.load(page_of(name), calm=calm)[0]


@pytest.fixture(scope="module")
def kept(tab, page_of):
    """`kept(name)`: an explorer that need not be as it was when it opened, for tests that set whatever they look at."""
    return lambda name: tab.show(page_of(name))[0]
