"""The explorers in a real JupyterLab, beside a kernel: they and Python follow each other."""

import contextlib
import json

import numpy as np
import pytest
import torch
from playwright import sync_api as playwright
from support.browser import LiveFigure, axe_faults, numbers
from support.explorers import EXPLORERS, counts_in_table, drag_point
from support.lab_server import Lab
from support.lab_session import NAME, Session
from support.sweeps import mostly

from course_utils.explorers import DescentExplorer
from course_utils.functional import sigmoid

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lab")]

SIZE = {"width": 1200, "height": 1000}
VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = "This is a still picture of a live figure. Run this cell to wake it."
TEXT = "What was here can be used again once you run this cell."
# a slider of whole numbers, one of powers, one along the logit, one whose answer waits, one of floats
AT_ONCE = "data", "descent", "threshold", "separable", "sigmoid"


@contextlib.contextmanager
def opened_in(app, chromium, folder):
    """A notebook in a server of its own."""
    server = Lab(folder, app)
    server.patience = 240_000  # a busy machine runs so many cells slowly
    page = chromium.new_page(viewport=SIZE)
    try:
        yield Session(server, page)
    finally:
        page.close()
        server.stop()


@pytest.fixture(scope="module")
def opened(chromium, tmp_path_factory):
    with opened_in("jupyterlab", chromium, tmp_path_factory.mktemp("lab")) as session:
        yield session


@pytest.fixture
def session(opened):
    """The notebook, open in its page."""
    opened.page.set_viewport_size(SIZE)
    if not opened.is_open():
        opened.open()
    return opened


@pytest.mark.parametrize("name", mostly(EXPLORERS, *AT_ONCE))
def test_arrow_keys_move_a_slider_in_lab_and_a_later_cell_reads_it(session, name):
    figure, (label, trait, value) = session.figure(name), EXPLORERS[name].slider
    before = figure.text()
    slider = figure.slider(label)
    start, step = float(slider.input_value()), float(slider.get_attribute("step"))
    figure.press(label, "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight")
    now = float(slider.input_value())
    assert now == pytest.approx(start + 3 * step, abs=1e-9)
    assert value in (None, now)
    assert (figure.text() != before) is EXPLORERS[name].answers_at_once
    assert session.page.evaluate("document.activeElement.type") == "range", "the focus stayed"
    expected = figure.output(label).replace("−", "-")
    digits = len(expected.partition(".")[2])
    assert session.run_until(f"print(f'{{{name}.{trait}:.{digits}f}}')", expected) == expected


def test_lab_keeps_its_hands_off_keys_on_buttons_too(session):
    figure = session.figure("descent")
    session.run("descent.epoch = 0")
    n_cells = session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text("After 0 epochs")
    figure.button("Step 10").focus()
    session.page.keyboard.press("Enter")
    session.page.keyboard.press("Space")
    assert figure.numbers()[0] == 20
    assert session.run_until("print(descent.epoch)", "20") == "20"
    assert session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == n_cells


@pytest.mark.parametrize("name", mostly([name for name, entry in EXPLORERS.items() if entry.change], *AT_ONCE))
def test_what_python_sets_moves_the_browser(session, name):
    change, text = EXPLORERS[name].change
    assert session.run(change) == ""
    playwright.expect(session.figure(name).element.locator(".cu-result")).to_contain_text(text)


def test_a_slider_follows_the_mouse_and_the_table_is_what_python_counts(session):
    figure = session.figure("threshold")
    for shares in ((0.5, 0.3, 0.2), (0.2, 0.7, 0.9)):
        figure.drag("threshold on p", *shares)
        figure.drawn()
        (shown,) = numbers(figure.output("threshold on p"))
        low, high = (float(figure.slider("threshold on p").get_attribute(end)) for end in ("min", "max"))
        at = torch.tensor(low + shares[-1] * (high - low), dtype=torch.float64)  # the slider goes along the logit
        assert shown == pytest.approx(sigmoid(at).item(), abs=0.06)
        assert session.run_until("print(threshold.threshold)", f"{shown:g}") == f"{shown:g}"
        expected = "dict(tn=int(c.tn), fp=int(c.fp), fn=int(c.fn), tp=int(c.tp))"
        counted = session.run(
            "from course_utils.metrics import confusion_counts\n"
            f"c = confusion_counts(y, p, threshold.threshold)\nprint({expected})"
        )
        assert str(counts_in_table(figure)) == counted
        assert session.run("print(dict(tn=threshold.tn, fp=threshold.fp, fn=threshold.fn, tp=threshold.tp))") == counted


def test_nothing_still_arrives_after_release(session):
    figure = session.figure("sigmoid")
    figure.drag("weight", 0.5, 0.2, 0.8, 0.3, 0.6)
    figure.drawn()
    session.page.evaluate(
        """root => {
          window.arrived = [];
          window.watching = new MutationObserver(changes => window.arrived.push(
            ...changes.filter(change => !change.target.closest?.(".cu-announced")).map(change => change.type)));
          window.watching.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
        }""",
        figure.element.element_handle(),
    )
    weight = figure.slider("weight").input_value()
    # Python has heard of the last move, and has answered whatever it had to say
    assert session.run_until("print(sigmoid.weight)", f"{float(weight):g}") == f"{float(weight):g}"
    playwright.expect(figure.element.locator("[aria-live]")).to_contain_text(figure.text())
    assert session.page.evaluate("watching.disconnect(), arrived") == []
    assert figure.slider("weight").input_value() == weight


def test_explorers_compose_with_ipywidgets(session):
    figure = session.figure("boxed")
    box = session.page.locator(".widget-vbox")
    figure.press("weight", "ArrowRight", "ArrowRight")
    playwright.expect(box.locator("input[type=number]")).to_have_value("0.6")
    playwright.expect(box.locator(".widget-label").filter(has_text="Python has seen")).to_have_text(
        "Python has seen 0.60"
    )
    box.locator("input[type=number]").fill("1.25")
    session.page.keyboard.press("Enter")
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text("slope there 0.31")
    assert figure.slider("weight").input_value() == "1.25"
    assert session.run_until("print(boxed)", "SigmoidExplorer(weight=1.250, bias=0.000)") == (
        "SigmoidExplorer(weight=1.250, bias=0.000)"
    )


def test_a_surface_is_clicked_and_a_point_dragged_in_lab(session, reference):
    _, X, y, history = reference
    figure = session.figure("descent")
    data = DescentExplorer(history, X, y).data
    (low, high), (bottom, top) = data["weights"], data["biases"]
    start = low + 0.3 * (high - low), bottom + 0.6 * (top - bottom)
    corners = [(low, bottom), (high, top)]
    place, *ends = figure.pixels("Loss surface", data["weights"], data["biases"], [start, *corners])
    place = tuple(round(number) for number in place)  # a mouse points at whole pixels
    session.page.mouse.click(*place)
    (left, floor), (right, ceiling) = ends
    clicked = (
        float(np.interp(place[0], [left, right], [low, high])),
        float(np.interp(place[1], [ceiling, floor], [top, bottom])),
    )
    epoch, _, weight, bias = figure.numbers()[:4]
    assert epoch == 0
    assert (weight, bias) == pytest.approx(clicked, abs=0.005)
    expected = f"{weight:.3f} {bias:.3f}"
    printed = session.run_until("print(f'{descent.start_weight:.3f} {descent.start_bias:.3f}')", expected)
    assert printed == expected

    figure = session.figure("separable")
    figure.button("first points").click()  # where Lab has laid it out
    figure.drawn()
    drag_point(figure, 5.8, 4.2, 0)
    assert figure.text().startswith("Separable: yes.")
    moved = str([1.0, 2.5, 4.0, 4.2, 4.6, 6.0, 7.5, 9.0])
    assert session.run_until("print(separable.x)", moved) == moved


def test_one_explorer_shown_twice_moves_in_both_places(session):
    views = session.page.locator(".cu-explorer")
    n_views = views.count()
    session.run("from IPython.display import display\nsecond = PeopleExplorer()\ndisplay(second)\ndisplay(second)")
    playwright.expect(views).to_have_count(n_views + 2)
    one, other = (LiveFigure(session.page, views.nth(n_views + i)) for i in (0, 1))
    playwright.expect(other.element.locator(".cu-task")).to_be_visible()
    one.press("specificity", "Home")
    assert one.text() == other.text()
    assert other.output("specificity") == "0.000"
    session.run("")
    playwright.expect(views).to_have_count(n_views)


def test_a_failure_in_lab_shows_a_message(session):
    message = session.figure("failing").element.get_by_role("alert")
    assert message.text_content().startswith("This live figure failed: ")


# the page of the site has been tried in light and dark: here are the colours of Lab's own themes
@pytest.mark.parametrize("theme", mostly(["JupyterLab Dark", "JupyterLab Light"], "JupyterLab Dark"))
def test_axe_finds_no_fault_in_lab(session, theme):
    for name in AT_ONCE:
        session.figure(name)
    session.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    light = str(theme.endswith("Light")).lower()
    session.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached", timeout=60_000)
    assert axe_faults(session.page) == []


def test_a_figure_takes_no_more_than_seven_tenths_of_what_is_seen_of_the_notebook(session):
    seen = session.page.locator(".jp-WindowedPanel-outer:visible").bounding_box()["height"]
    assert seen < session.page.viewport_size["height"] - 50
    for name in AT_ONCE:
        figure = session.figure(name)
        figure.drawn()
        assert figure.element.bounding_box()["height"] <= 0.7 * seen + 1, name


def test_lab_greets_with_the_course_and_the_names_of_files_can_be_read(session):
    settings = session.server.request("GET", "/lab/api/settings/@jupyterlab/apputils-extension:notification")
    assert json.loads(settings)["schema"]["properties"]["fetchNews"]["default"] == "false", "nobody is asked about news"
    shown = session.page.locator(".jp-DirListing-itemText", has_text=NAME)
    playwright.expect(shown).to_be_visible()
    left, right = (shown.evaluate(f"text => text{child}.getBoundingClientRect().right") for child in (
        "", ".firstElementChild"))  # fmt: skip
    assert right - left < 10, "more than the end of .ipynb is cut off"
    assert session.page.locator(".Toastify__toast").count() == 0


def alive(session, *names):
    """Whether what these cells showed can be used, with no word of waking it; the quiz has no task."""
    for name in names:
        used = session.cell(name).locator(".cu-task, fieldset, .widget-slider").first
        playwright.expect(used).to_be_visible()
    playwright.expect(session.page.get_by_text("this cell")).to_have_count(0)
    no_widget_fails(session)


def no_widget_fails(session):
    for words in ("Error displaying widget", "Loading widget"):
        playwright.expect(session.page.get_by_text(words)).to_have_count(0)


def test_reopened_without_its_kernel_a_figure_is_a_picture_that_says_how_to_wake_it(session):
    reopened(session, anew=False)


@pytest.mark.sweep
@pytest.mark.parametrize("app", ["jupyterlab", "notebook"])
def test_reopened_in_a_new_page_too(chromium, tmp_path, app):
    with opened_in(app, chromium, tmp_path) as session:
        reopened(session, anew=True)


def reopened(session, anew):
    names = "sigmoid", "boxed", "quiz", "plain"
    session.page.set_viewport_size({"width": 1200, "height": 5000})  # Lab makes only what comes into view
    session.clear()
    for name in names:
        session.run_cell(name)
    alive(session, *names)
    outputs = session.save()
    assert [data for shown in outputs.values() for data in shown if VIEW in data] == []
    assert sorted(outputs["sigmoid"][0]) == ["image/png", "text/plain"]
    assert outputs["quiz"][0]["text/plain"].startswith("1. ")
    assert [outputs[name][1]["text/plain"] for name in names] == [PICTURE, TEXT, TEXT, TEXT]
    alive(session, *names)

    session.open_copy("reopened.ipynb", kernel=False, anew=anew)
    playwright.expect(session.page.get_by_text(PICTURE)).to_be_visible()
    playwright.expect(session.page.get_by_text(TEXT)).to_have_count(3)
    playwright.expect(session.page.locator(".jp-OutputArea-output img")).to_have_count(1)
    no_widget_fails(session)

    session.open_copy("beside_its_kernel.ipynb", kernel=True, anew=anew)  # which runs on, and has the figures
    alive(session, *names)
    for name in names:
        session.run_cell(name)
    alive(session, *names)
