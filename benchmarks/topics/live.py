"""From a slider's event to the drawn value, in one JupyterLab: the threshold explorer beside `interact`.

Sixty moves each, in turns of ten. A move of the explorer is over when the new counts stand in the
table and the browser has drawn a frame; one of `interact` when the new picture is decoded and drawn.
Then sixty moves while a cell keeps the kernel busy. Last, how long notebook 05 takes to its first live
figure, from the address to the drawn figure, against the same cells without it.
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
from tests.support.browser import FLAGS, NO_BROWSER, Lab, installed_browser

N_MOVES, TURN = 60, 10
N_OPENINGS = 3
ROOT = Path(__file__).resolve().parents[2]
BUSY = "import time\nend = time.time() + 20\nwhile time.time() < end:\n    sum(range(1000))"
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
  const timer = setTimeout(() => { observer.disconnect(); fail(new Error("no change in 5 s")); }, 5000);
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
"""

IDLE = "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"


def bench():
    browser = installed_browser()
    if not browser:
        raise RuntimeError(NO_BROWSER)
    ours, theirs, while_busy, late, with_figure, without = measured(browser)
    seconds = ([move / 1e3 for move in side] for side in (ours, theirs))
    yield ratio("slider to drawn value, in Lab | interact + plt.show()", *seconds, goal=0.2)
    yield at_most(f"slider to drawn value, p95 of {len(ours)} moves ({p95(theirs):.0f} ms theirs)", p95(ours), 50, "ms")
    yield at_most(f"the same while another cell runs, p95 of {len(while_busy)} moves", p95(while_busy), 50, "ms")
    yield at_most("changes that arrive after the release", late, 0, "changes")
    yield ratio("notebook 05 to its first live figure | the same cells without it", with_figure, without, goal=1.2)


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


def measured(browser):
    """Milliseconds of each move, ours, theirs and ours beside a busy kernel, late changes, and seconds to open."""
    ours, theirs, while_busy, late = [], [], [], 0
    openings = {True: [], False: []}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = written(Path(folder) / "bench.ipynb", [EXPLORER, INTERACT, BUSY])
        paths = {with_figure: opening(Path(folder), with_figure=with_figure) for with_figure in openings}
        lab = Lab(Path(folder))
        try:
            chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
            page = chromium.new_page(viewport={"width": 1200, "height": 1400})
            lab.run(page, path, ".widget-interact img")
            page.evaluate(MEASURE)
            page.wait_for_function(IDLE, timeout=60_000)
            for turn in range(1 + N_MOVES // TURN):  # the first turn warms up
                values = [0.2 + 0.01 * turn + 0.05 * i for i in range(TURN)]
                mine = [page.evaluate("value => moveExplorer(value)", value) for value in values]
                late += page.evaluate("stillArriving()")
                keys = ["ArrowRight", "ArrowLeft"] * (TURN // 2)
                other = [page.evaluate("key => moveInteract(key)", key) for key in keys]
                if turn:
                    ours += mine
                    theirs += other
            page.evaluate("void jupyterapp.commands.execute('notebook:run-cell')")  # the last one
            page.wait_for_function(IDLE.replace("idle", "busy"))
            while_busy = [page.evaluate("value => moveExplorer(value)", -1 + 0.03 * i) for i in range(N_MOVES)]
            for turn in range(1 + N_OPENINGS):
                for with_figure, ready in ((True, ".cu-explorer .cu-result"), (False, "text='all cells have run'")):
                    lab.close_sessions()
                    start = time.perf_counter()
                    lab.run(page, paths[with_figure], ready)
                    if turn:
                        openings[with_figure].append(time.perf_counter() - start)
            chromium.close()
        finally:
            lab.stop()
    return ours, theirs, while_busy, late, openings[True], openings[False]


def p95(times):
    return statistics.quantiles(times, n=20)[-1]
