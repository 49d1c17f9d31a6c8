"""The explorers in a real JupyterLab, beside a kernel: they and Python follow each other."""

import nbformat
import numpy as np
import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook
from playwright import sync_api as playwright
from support.browser import Lab, LiveFigure, axe_faults, numbers
from support.explorers import EXPLORERS, SETUP, SOURCES, counts_in_table, drag_point

from course_utils.explorers import DescentExplorer
from course_utils.functional import sigmoid

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("lab")]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


COMPOSED = """
boxed = SigmoidExplorer()
number = ipywidgets.FloatText(description="w")
said = ipywidgets.Label()
boxed.observe(lambda change: setattr(said, "value", f"Python has seen {change.new:.2f}"), "weight")
ipywidgets.link((boxed, "weight"), (number, "value"))
ipywidgets.VBox([boxed, ipywidgets.HBox([number, said])])
"""
BROKEN = """
failing = DataExplorer()
failing.data = {**failing.data, "uniforms": None}
failing
"""


class Session:
    """One notebook in one Lab, with all the figures, and a last cell to run what a later cell would."""

    def __init__(self, page, figures):
        self.page, self.figures = page, figures
        self.page.evaluate(
            """() => {
              window.runLastCell = async source => {
                const content = jupyterapp.shell.currentWidget.content;
                const cell = content.widgets.at(-1);
                cell.model.sharedModel.setSource(source);
                content.deselectAll();
                content.activeCellIndex = content.widgets.length - 1;
                await jupyterapp.commands.execute("notebook:run-cell");
                return cell.outputArea.node.textContent;
              };
            }"""
        )

    def run(self, source):
        return self.page.evaluate("source => runLastCell(source)", source).strip()

    def run_until(self, source, expected):
        """What a later cell prints, once it is what is expected: the browser tells Python ten times a second."""
        for _ in range(100):
            if (printed := self.run(source)) == expected:
                break
        return printed


@pytest.fixture(scope="module")
def session(lab, chromium, tmp_path_factory):
    page = chromium.new_page(viewport={"width": 1200, "height": 1000})
    cells = [f"{name} = {source}\n{name}" for name, source in SOURCES.items()]
    path = tmp_path_factory.mktemp("source") / "all.ipynb"
    nb = new_notebook(cells=[new_code_cell(source) for source in (SETUP, *cells, COMPOSED, BROKEN, "")])
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(nb, path)
    lab.run(page, path, ".cu-explorer .cu-result")
    page.wait_for_selector(".cu-explorer .cu-error")
    page.set_default_timeout(5000)
    page.wait_for_function("n => document.querySelectorAll('.cu-explorer .cu-task').length > n", arg=len(SOURCES))
    views = page.locator(".cu-explorer")
    names = [*SOURCES, "boxed", "failing"]
    yield Session(page, {name: LiveFigure(page, views.nth(i)) for i, name in enumerate(names)})
    page.close()
    lab.close_sessions()


@pytest.mark.parametrize("name", EXPLORERS)
def test_arrow_keys_move_a_slider_in_lab_and_a_later_cell_reads_it(session, name):
    figure, (label, trait, value) = session.figures[name], EXPLORERS[name].slider
    before = session.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex"), figure.text()
    slider = figure.slider(label)
    start, step = float(slider.input_value()), float(slider.get_attribute("step"))
    figure.press(label, "ArrowRight", "ArrowUp", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowRight")
    now = float(slider.input_value())
    assert now == pytest.approx(start + 3 * step, abs=1e-9)
    assert value in (None, now)
    index = session.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex")
    assert (index, figure.text()) != before, "the text follows"
    assert session.page.evaluate("document.activeElement.type") == "range", "the focus stayed"
    expected = figure.output(label).replace("−", "-")
    digits = len(expected.partition(".")[2])
    assert session.run_until(f"print(f'{{{name}.{trait}:.{digits}f}}')", expected) == expected


def test_lab_keeps_its_hands_off_keys_on_buttons_too(session):
    figure = session.figures["descent"]
    session.run("descent.epoch = 0")
    n_cells = session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    playwright.expect(figure.element.locator(".cu-result")).to_contain_text("After 0 epochs")
    figure.button("Step 10").focus()
    session.page.keyboard.press("Enter")
    session.page.keyboard.press("Space")
    assert figure.numbers()[0] == 20
    assert session.run_until("print(descent.epoch)", "20") == "20"
    assert session.page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == n_cells


@pytest.mark.parametrize("name", [name for name, entry in EXPLORERS.items() if entry.change])
def test_what_python_sets_moves_the_browser(session, name):
    change, text = EXPLORERS[name].change
    assert session.run(change) == ""
    playwright.expect(session.figures[name].element.locator(".cu-result")).to_contain_text(text)


def test_a_slider_follows_the_mouse_and_the_table_is_what_python_counts(session):
    figure = session.figures["threshold"]
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
    figure = session.figures["sigmoid"]
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
    figure = session.figures["boxed"]
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
    figure = session.figures["descent"]
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

    figure = session.figures["separable"]
    figure.button("first points").click()
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
    message = session.figures["failing"].element.get_by_role("alert")
    assert message.text_content().startswith("This live figure failed: ")


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_axe_finds_no_fault_in_lab(session, theme):
    session.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    light = str(theme.endswith("Light")).lower()
    session.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
    assert axe_faults(session.page) == []
