"""From a slider's event to the drawn value, in one JupyterLab: the threshold explorer beside `interact`.

Sixty moves each, in turns of ten. A move of the explorer is over when the new counts stand in the
table and the browser has drawn a frame; one of `interact` when the new picture is decoded and drawn.
Then rounds of sixty moves while a cell keeps the kernel busy. Whatever else the machine does slows
some rounds and not others, so a time that stands beside no other is that of the quietest of three.
Last, how long notebook 05 takes to its first live figure, from the address to the drawn figure,
against the same cells without it, and what a page has to hold for each explorer.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright

from benchmarks.measure import at_most, ratio
from tests.support import explorers
from tests.support.browser import FLAGS, NO_BROWSER, installed_browser
from tests.support.lab_server import Lab

N_MOVES, TURN, N_ROUNDS = 60, 10, 3
N_OPENINGS = 3
PATIENCE = 300_000  # milliseconds, on a machine that does much else
ROOT = Path(__file__).resolve().parents[2]
BUSY = "while True:\n    sum(range(1000))"
EXPLORER = """
from course_utils.data import reference_example
from course_utils.explorers import ThresholdExplorer
from course_utils.training import fit

model, X, y = reference_example()
fit(model, X, y)
ThresholdExplorer(y, model.predict_proba(X), x=X, model=model)
"""
INTERACT = """
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact

from course_utils.plotting import plot_threshold

def draw(threshold):
    plot_threshold(model, X, y, threshold=threshold)
    plt.show()

_ = interact(draw, threshold=FloatSlider(0.5, min=0.05, max=0.95, step=0.01))
"""
# A change is drawn at the end of its frame: the next frame's callback comes after that.
MEASURE = """
window.drawn = () => new Promise(done => requestAnimationFrame(done));
window.changed = (root, ready) => new Promise((done, fail) => {
  const finish = () => { observer.disconnect(); clearTimeout(timer); done(); };
  const observer = new MutationObserver(() => { if (ready()) finish(); });
  const timer = setTimeout(() => { observer.disconnect(); fail(new Error("no change in a minute")); }, 60000);
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
});
window.moveExplorer = async value => {
  const root = document.querySelector(".cu-explorer");
  const input = [...root.querySelectorAll("label")].find(l => l.textContent.startsWith("threshold")).control;
  const text = () => root.querySelector(".cu-result").textContent;
  const before = text();
  const change = changed(root, () => text() !== before);
  const start = performance.now();
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await change;
  await drawn();
  return performance.now() - start;
};
window.moveInteract = async key => {
  const root = document.querySelector(".widget-interact");
  const picture = () => root.querySelector("img")?.src;
  const before = picture();
  const change = changed(root, () => picture() && picture() !== before);
  const start = performance.now();
  root.querySelector(".noUi-handle").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  await change;
  await root.querySelector("img").decode();
  await drawn();
  return performance.now() - start;
};
// how many changes still arrive in the half second after the last move
window.stillArriving = async () => {
  let count = 0;
  const observer = new MutationObserver(changes => {
    count += changes.filter(c => !c.target.closest?.(".cu-announced")).length;
  });
  observer.observe(document.querySelector(".cu-explorer"), { subtree: true, childList: true, attributes: true });
  await new Promise(done => setTimeout(done, 500));
  observer.disconnect();
  return count;
};
// not the kernel's status: it says idle, too, whenever an explorer's message has been handled beside the cell
window.lastCell = () => jupyterapp.shell.currentWidget.content.widgets.at(-1).model.executionState;
window.kernel = () => jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
window.runLastCell = source => {
  const content = jupyterapp.shell.currentWidget.content;
  content.widgets.at(-1).model.sharedModel.setSource(source);
  content.deselectAll();
  content.activeCellIndex = content.widgets.length - 1;
  void jupyterapp.commands.execute("notebook:run-cell");
};
undefined;  // Playwright would call a function that stands last
"""


def bench():
    browser = installed_browser()
    if not browser:
        raise RuntimeError(NO_BROWSER)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        lab.patience = PATIENCE
        try:
            chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
            page = chromium.new_page(viewport={"width": 1200, "height": 1400})
            page.set_default_timeout(PATIENCE)
            yield from moves(lab, page, Path(folder))
            yield openings(lab, page, Path(folder))
            chromium.close()
        finally:
            lab.stop()
    yield largest_state()


def moves(lab, page, folder):
    lab.run(page, written(folder / "bench.ipynb", [EXPLORER, INTERACT, ""]), ".widget-interact img")
    page.evaluate(MEASURE)
    page.wait_for_function("kernel().status === 'idle'")
    rounds, theirs, late = [], [], 0
    for _ in range(N_ROUNDS):
        rounds.append([])
        for turn in range(1 + N_MOVES // TURN):  # the first turn warms up
            values = [0.2 + 0.01 * turn + 0.05 * i for i in range(TURN)]
            mine = [page.evaluate("value => moveExplorer(value)", value) for value in values]
            late += page.evaluate("stillArriving()")
            if turn:
                rounds[-1] += mine
            if len(rounds) == 1:  # they are slow
                keys = ["ArrowRight", "ArrowLeft"] * (TURN // 2)
                other = [page.evaluate("key => moveInteract(key)", key) for key in keys]
                theirs += other if turn else []
    seconds = ([move / 1e3 for move in side] for side in (rounds[0], theirs))
    yield ratio("slider to drawn value, in Lab | interact + plt.show()", *seconds, goal=0.2)
    title = f"slider to drawn value, p95 of {N_MOVES} moves ({p95(theirs):.0f} ms theirs)"
    yield at_most(title, min(map(p95, rounds)), 50, "ms")

    page.evaluate("source => runLastCell(source)", BUSY)
    page.wait_for_function("lastCell() === 'running'")
    rounds = [
        [page.evaluate("value => moveExplorer(value)", -1 + 0.03 * i) for i in range(N_MOVES)] for _ in range(N_ROUNDS)
    ]
    if page.evaluate("lastCell()") != "running":
        raise RuntimeError("the cell that was to keep the kernel busy has ended")
    page.evaluate("kernel().interrupt()")
    yield at_most(f"the same while another cell runs, p95 of {N_MOVES} moves", min(map(p95, rounds)), 50, "ms")
    yield at_most("changes that arrive after the release", late, 0, "changes")


def openings(lab, page, folder):
    paths = {with_figure: opening(folder, with_figure=with_figure) for with_figure in (True, False)}
    ready = {True: ".cu-explorer .cu-result", False: "text='all cells have run'"}
    seconds = {True: [], False: []}
    for turn in range(1 + N_OPENINGS):
        for with_figure, path in paths.items():
            lab.close_sessions()
            start = time.perf_counter()
            lab.run(page, path, ready[with_figure])
            if turn:
                seconds[with_figure].append(time.perf_counter() - start)
    title = "notebook 05 to its first live figure | the same cells without it"
    return ratio(title, seconds[True], seconds[False], goal=1.2)


def largest_state():
    """That of the explorers as the notebooks show them."""
    sizes = {name: len(json.dumps(explorers.made(name).get_state())) / 1e3 for name in explorers.EXPLORERS}
    largest = max(sizes, key=sizes.get)
    return at_most(f"state of the largest of {len(sizes)} explorers, {largest}", sizes[largest], 300, "kB")


def opening(folder, *, with_figure):
    """The cells of notebook 05 up to its first live figure, with or without it, and a last one that says so."""
    notebook = json.loads((ROOT / "notebooks" / "05_threshold_tradeoff.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    first = next(i for i, source in enumerate(sources) if "Explorer(" in source)
    kept = sources[: first + with_figure]
    return written(folder / f"opening_{with_figure}.ipynb", [*kept, "print('all cells', 'have run')"])


def written(path, sources):
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


def p95(times):
    return statistics.quantiles(times, n=20)[-1]
