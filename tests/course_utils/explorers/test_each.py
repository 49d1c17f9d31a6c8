"""What every explorer owes, from Python's side: its module, its state, its repr, its picture, company in a VBox."""

import json
import re
import subprocess
import sys
from pathlib import Path

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from support import explorers
from support.browser import find_browser
from support.rows import each_row

import course_utils.explorers
from course_tools.project import ROOT
from course_utils.widgets import base
from course_utils.widgets.base import STYLE_SHEET
from course_utils.widgets.tokens import TOKENS

NAMES = list(explorers.EXPLORERS)
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
EXPLORERS = Path(course_utils.explorers.__file__).parent
MOST_STATE = 300_000
# an exported page without JupyterLab's own
GREYS = {"#1a1a1a", "#ffffff", "#8a8a8a", "#eeeeee", "#1b1b1b", "#999999"}


@pytest.fixture
def explorer(request, shared):
    """The explorer of the name that the test is parametrized with, to look at."""
    return shared(request.param)


# pictures take a tenth of a second and more: in `make unit`, of one explorer
one_at_once = pytest.mark.parametrize(
    "explorer", [pytest.param(name, marks=() if name == "sigmoid" else pytest.mark.slow) for name in NAMES],
    indirect=True,
)


# ------------------------------------------------------------------ the package


@pytest.mark.slow
def test_each_bears_the_name_of_its_module_and_no_entry_is_left_over(shared):
    kinds = [type(shared(name)).__name__ for name in NAMES]
    assert kinds == [name.title().replace("_", "") + "Explorer" for name in NAMES]
    assert sorted(kinds) == course_utils.explorers.__all__


HEAVY = {"anywidget", "ipywidgets", "matplotlib", "torch", "numpy"}


@pytest.mark.slow
def test_importing_the_explorers_loads_nothing_heavy_until_one_is_used():
    code = "import sys, course_utils.explorers\nfrom course_utils.explorers import __all__\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert (done.stderr, done.returncode) == ("", 0)
    loaded = done.stdout.split()
    assert "course_utils.explorers" in loaded
    assert HEAVY.isdisjoint(loaded)
    # the names are theirs: used, as here, they load it
    assert set(sys.modules) >= HEAVY
    starred = {}
    exec("from course_utils.explorers import *", starred)
    for name in course_utils.explorers.__all__:
        assert name in dir(course_utils.explorers)
        assert getattr(course_utils.explorers, name).__name__ == name
        assert starred[name] is getattr(course_utils.explorers, name)


def test_an_unknown_name_is_answered_with_those_there_are():
    there_are = ", ".join(course_utils.explorers.__all__)
    with pytest.raises(AttributeError, match=f"has no attribute 'Sigmoid'; it has {there_are}$"):
        _ = course_utils.explorers.Sigmoid


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_a_browser_ci_fails_and_others_are_told_what_to_install(monkeypatch, ci, outcome):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=r"install it .*apt install chromium"):
        find_browser()


# ------------------------------------------------------------------ each of them


@each_row("name", NAMES)
def test_the_module_is_whole_nothing_is_left_to_fetch(name, shared):
    explorer = shared(name)
    source = explorer._esm
    assert re.findall(r"^\s*import\b.*|\bimport\s*\(.*", source, re.MULTILINE) == []
    assert re.findall(r"^ *export\b.*", source, re.MULTILINE) == ["export default {"]
    assert source.count("function build(") == 1
    avoided = r"\b(?:innerHTML|outerHTML|insertAdjacentHTML|eval|fetch|XMLHttpRequest|WebSocket)\b"
    assert re.findall(avoided, source) == []
    assert set(re.findall(r"https?://[^\"'`\s]+", source + explorer._css)) <= {"http://www.w3.org/2000/svg"}
    assert re.findall(r"@import|url\(", explorer._css) == []


@each_row("name", NAMES)
def test_colours_are_those_of_the_table(name, shared):
    explorer = shared(name)
    assert explorer._esm.count(json.dumps(TOKENS)) == 1
    for text in (explorer._esm.replace(json.dumps(TOKENS), ""), STYLE_SHEET.read_text(encoding="utf-8")):
        colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", text))
        assert colours <= GREYS
    for shades in TOKENS["colours"].values():
        assert explorer._css.count(shades["light"]) >= 1
        assert explorer._css.count(shades["dark"]) >= 2, "in JupyterLab and in an exported page"


def test_each_task_is_counted_by_its_name(shared, monkeypatch):
    counted = {task for tasks in course_utils.explorers.tasks().values() for task in tasks}
    for name in NAMES:
        source = (EXPLORERS / f"{name}.js").read_text(encoding="utf-8")
        in_javascript = {f"explorer:{name}.{task}" for task in re.findall(r'name: "([^"]+)",\s*ask: ', source)}
        assert in_javascript <= counted
        assert len(in_javascript) == len(re.findall(r"\bask: ", source)) >= 2, "a task, and a harder one"
    kept = []
    monkeypatch.setattr(base, "keep_solved", kept.append)
    made = explorers.made("people")
    made.solved = ["coin-toss"]
    assert kept == ["explorer:people.coin-toss"]
    assert "solved" not in repr(made)


def test_what_was_solved_in_an_earlier_session_is_known(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))
    assert explorers.made("people").solved == []
    explorers.made("people").solved = ["rare"]
    assert explorers.made("people").get_state()["solved"] == ["rare"]
    assert explorers.made("sigmoid").get_state()["solved"] == []


@each_row("name", NAMES)
def test_state_is_small_and_is_json(name, shared):
    explorer = shared(name)
    assert len(json.dumps(explorer.get_state(), allow_nan=False)) < MOST_STATE


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, entry in explorers.EXPLORERS.items() if entry.large])
def test_state_of_the_largest_is_small_and_is_json(name):
    assert len(json.dumps(explorers.EXPLORERS[name].large().get_state(), allow_nan=False)) < MOST_STATE


@each_row("name", NAMES)
def test_what_the_repr_shows_is_synced_and_can_be_read(name, shared):
    explorer = shared(name)
    synced = explorer.traits(sync=True)
    assert set(explorer.state) <= set(synced)
    for name in explorer.state:
        assert synced[name].metadata["echo_update"] is False, "an echo would set a moving slider back"
    assert re.findall(r"\w+(?==)", repr(explorer)) == list(explorer.state)


@each_row("name", NAMES)
def test_repr_is_stable(shared, name):
    assert repr(shared(name)) == (explorers.EXPLORERS[name].shown or repr(explorers.made(name)))


@one_at_once
@pytest.mark.slow
def test_a_cell_shows_the_live_figure_its_picture_and_its_repr(explorer, monkeypatch):
    # as ipywidgets 7 has it, which Colab has: by this a widget would show itself alone
    monkeypatch.setattr(ipywidgets.Widget, "_ipython_display_", lambda self: None, raising=False)
    data, _ = DisplayFormatter().format(explorer)
    assert sorted(data) == [WIDGET_VIEW, "image/png", "text/plain"]
    assert data["text/plain"] == repr(explorer)
    assert data[WIDGET_VIEW]["model_id"] == explorer.model_id
    assert data["image/png"].startswith(b"\x89PNG")
    assert plt.get_fignums() == [], "or the cell would show the picture once more"


@one_at_once
def test_static_draws_a_figure_of_its_own_or_on_axes_given(explorer):
    own = explorer.static()
    assert isinstance(own, Figure)
    given, axes = plt.subplots(1, len(own.axes))
    assert explorer.static(axes=np.atleast_1d(axes)) is given
    assert [ax.get_title() for ax in given.axes] == [ax.get_title() for ax in own.axes]
    assert all(ax.get_title() for ax in own.axes)
    _, axes = plt.subplots(1, 5)
    with pytest.raises(ValueError, match=rf"draws on {len(own.axes)} axes; got 5"):
        explorer.static(axes=axes)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in ("descent", "pieces") else ()) for name in NAMES]
)
def test_composes_with_plain_ipywidgets(name):
    explorer = explorers.made(name)
    name = explorer.state[0]
    seen = []
    explorer.observe(lambda change: seen.append(change.new), name)
    value = getattr(explorer, name)
    other = ipywidgets.IntText(value) if isinstance(value, int) else ipywidgets.FloatText(value)
    box = ipywidgets.VBox([explorer, other])
    ipywidgets.link((explorer, name), (other, "value"))
    new = value + 1 if isinstance(value, int) else value / 2 + 0.01
    other.value = new
    assert box.children == (explorer, other)
    assert (getattr(explorer, name), seen) == (new, [new])

