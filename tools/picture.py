"""Record the README's moving picture, docs/course.webp, from the course itself in a browser.

    make picture

A hand solves the first task of the first live figure; a wrong answer to exercise 3.1 is typed into a notebook and
checked; a deck goes on at a key. What is seen is what was there: nothing is drawn but the pointer and the captions.
"""

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.browser import FLAGS, NO_BROWSER, LiveFigure, installed_browser  # noqa: E402
from support.lab_server import Lab  # noqa: E402
from support.live_page import write_page  # noqa: E402

from course_tools import files, fonts, project, slides  # noqa: E402
from course_tools.working_copy import learners_copy  # noqa: E402
from course_utils.explorers import SigmoidExplorer  # noqa: E402

PICTURE = ROOT / "docs" / "course.webp"
WIDTH, CAPTION, HEIGHT, SHARP = 880, 54, 500, 1.45  # CSS pixels, and real ones to each
CLOSE = 1.1
FRAME = 60  # ms
OPENS_AT = {"weight": 0.5, "bias": -3.0}  # as in notebook 01
NOTEBOOK, EXERCISE, DECK = "03_bce_and_sgd", "exercise-3-1", "given-probability"

# the stub of the exercise, and what is typed in the place of its dots
WRONG = {"of_negatives = ...": "of_negatives = (1 - y) * torch.log(1 - p)",
         "return ...": "return -(of_positives + of_negatives).sum()"}  # fmt: skip
CAPTIONS = {
    "figure": "Take hold of the curve: the figure has a task, and says what you found.",
    "check": "Answer wrongly: <code>check</code> names the idea to revisit.",
    "deck": "Lecture: the room says its answer first, then a key shows it.",
}
STYLE = """
body { margin: 0; font: 21px/1.2 var(--sans); color: #1a1a1a; --sans: "Course Sans"; }
#caption { background: #ffffff; height: 54px;
  display: flex; align-items: center; gap: 14px; padding: 0 14px; box-sizing: border-box;
  border-bottom: 1px solid #8a8a8a; font-weight: 600; }
code { font: 600 0.95em "Course Mono"; }
#key { margin-left: auto; padding: 3px 16px; border: 2px solid #1a1a1a; border-bottom-width: 5px; border-radius: 8px; }
#key.down { border-bottom-width: 2px; margin-top: 3px; background: #e6e6e6; }
"""
POINTER = """<svg width="26" height="34" viewBox="0 0 26 34"><path d="M3 2v24l6-6 4.5 11 5-2-4.5-11h9z"
  fill="#1a1a1a" stroke="#ffffff" stroke-width="2" stroke-linejoin="round"/></svg>"""


@dataclass
class Film:
    """Frames of a size, each with how long it is seen, in ms."""

    frames: list = field(default_factory=list)
    times: list = field(default_factory=list)

    def add(self, picture, ms):
        if self.frames and picture.tobytes() == self.frames[-1].tobytes():
            self.times[-1] += ms
        else:
            self.frames.append(picture)
            self.times.append(ms)

    def write(self, path, quality):
        kept = io.BytesIO()
        first, *rest = self.frames
        first.save(kept, "WEBP", save_all=True, append_images=rest, duration=self.times, loop=0, quality=quality,
                   method=4, kmin=30, kmax=60)  # fmt: skip
        files.put(kept.getvalue(), path)


class Camera:
    """Takes what a tab shows below a caption, with a pointer where the hand is."""

    def __init__(self, browser, film):
        self.film, self.hand, self.clip = film, None, None
        self.desk = browser.new_page(viewport={"width": WIDTH, "height": 200}, device_scale_factor=SHARP)
        signs = "".join(CAPTIONS.values())
        self.desk.set_content(f"<style>{fonts.style(signs)}{STYLE}</style><div id=caption></div><div id=pointer></div>")
        self.desk.evaluate("document.fonts.ready")
        self.desk.locator("#pointer").evaluate("(place, svg) => { place.innerHTML = svg; }", POINTER)
        self.pointer = Image.open(io.BytesIO(self.desk.locator("#pointer svg").screenshot(omit_background=True)))

    def point_at(self, tab, clip):
        self.tab, self.clip, self.hand = tab, clip, None

    def says(self, caption, key=None, down=False):
        shown = f"<span>{caption}</span>"
        if key:
            shown += f'<span id="key" class="{"down" if down else ""}">{key}</span>'
        self.desk.locator("#caption").evaluate("(place, html) => { place.innerHTML = html; }", shown)
        self.caption = picture_of(self.desk.locator("#caption").screenshot())

    def shoot(self, ms=FRAME):
        seen = picture_of(self.tab.screenshot(clip=self.clip))
        whole = Image.new("RGB", (round(WIDTH * SHARP), round((CAPTION + HEIGHT) * SHARP)), "white")
        whole.paste(seen, (0, round(CAPTION * SHARP)))
        whole.paste(self.caption, (0, 0))
        if self.hand:
            x, y = self.hand
            at = (round((x - self.clip["x"]) * SHARP) - 4, round((y - self.clip["y"] + CAPTION) * SHARP) - 3)
            whole.paste(self.pointer, at, self.pointer)
        self.film.add(whole, ms)

    def move(self, *place, steps=12):
        """The hand goes there, and is seen on its way."""
        start = self.hand or place
        for k in range(1, steps + 1):
            part = k / steps
            part = part * part * (3 - 2 * part)
            self.hand = tuple(a + (b - a) * part for a, b in zip(start, place, strict=True))
            self.tab.mouse.move(*self.hand)
            self.tab.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            self.shoot()


def picture_of(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def figure(browser, camera, folder):
    """The first live figure, until its first task is solved."""
    path = write_page(folder / "figure.html", [SigmoidExplorer(**OPENS_AT)])
    tab = browser.new_page(viewport={"width": WIDTH + 32, "height": 900}, device_scale_factor=SHARP)
    tab.goto(path.as_uri())
    explorer = tab.locator(".cu-explorer")
    explorer.wait_for()
    alone = f".live {{ width: {WIDTH}px }} .cu-explorer {{ --cu-tall: {HEIGHT - 20}px; border: 0 !important; }}"
    tab.add_style_tag(content=alone)
    alive = LiveFigure(tab, explorer)
    alive.drawn()
    box = explorer.bounding_box()
    camera.point_at(tab, {"x": box["x"], "y": box["y"], "width": WIDTH, "height": HEIGHT})
    camera.says(CAPTIONS["figure"])
    rings = [(6, 0.5), (5, 0.5), (7, 0.731), (7, 0.9)]  # the midpoint, and x = 7, where they are and where they go
    start, end, up, top = alive.pixels("Probability", (0, 10), (-0.06, 1.06), rings)
    camera.hand = (box["x"] + 330, box["y"] + HEIGHT - 60)
    camera.shoot(1400)
    camera.move(*start)
    tab.mouse.down()
    camera.move(*end, steps=14)
    tab.mouse.up()
    camera.shoot(300)
    camera.move(*up)
    tab.mouse.down()
    camera.move(*top, steps=16)
    tab.mouse.up()
    camera.shoot(500)
    if not explorer.locator(".cu-task.cu-solved").count():
        raise SystemExit("the task of the first live figure was not solved: has the figure changed?")
    tab.wait_for_timeout(400)
    camera.shoot(2600)
    tab.close()


def answer(browser, camera, folder):
    """A wrong answer, typed and checked in a notebook."""
    notebook = nbformat.reads(learners_copy(project.NOTEBOOKS / f"{NOTEBOOK}.ipynb").decode(), as_version=4)
    at = next(k for k, cell in enumerate(notebook.cells) if cell.get("id") == EXERCISE)
    notebook.cells = notebook.cells[at : at + 3]
    stub = notebook.cells[1].source
    notebook.cells[1].source, changes = "", stub
    notebook.cells[2].outputs = []
    for dots, code in WRONG.items():
        if dots not in changes:
            raise SystemExit(f"exercise {EXERCISE} has no line {dots!r}: has it changed?")
        changes = changes.replace(dots, code)
    path = folder / "answer.ipynb"
    nbformat.write(notebook, path)
    lab = Lab(folder, app="notebook")
    try:
        narrow = WIDTH / CLOSE  # so that its letters are as large as the others'
        tab = browser.new_page(viewport={"width": round(narrow), "height": 800}, device_scale_factor=SHARP * CLOSE)
        type_answer(tab, camera, lab, path, changes)
        tab.close()
    finally:
        lab.stop()


SETUP = "import torch\nfrom course_utils.exercises import check"


def type_answer(tab, camera, lab, path, code):
    """Open the notebook, and type and run as a learner does; what was imported further up is imported unseen."""
    (lab.notebooks / path.name).write_text(path.read_text())
    lab.open(tab, path.name)
    tab.wait_for_function(
        "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=60_000
    )
    tab.evaluate(
        """async (code) => {
      const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
      await kernel.requestExecute({ code }).done;
    }""",
        SETUP,
    )
    panel = tab.locator(".jp-Notebook").bounding_box()
    tab.set_viewport_size({"width": round(WIDTH / CLOSE), "height": round(panel["y"] + HEIGHT / CLOSE)})
    camera.point_at(tab, {"x": 0, "y": panel["y"], "width": WIDTH / CLOSE, "height": HEIGHT / CLOSE})
    camera.says(CAPTIONS["check"])
    cells = tab.locator(".jp-CodeCell")
    editor = cells.nth(0).locator(".cm-content")
    editor.click()
    camera.shoot(900)
    for line in code.splitlines():
        words = line.strip()  # the editor indents
        for k in range(0, len(words), 4):
            tab.keyboard.insert_text(words[k : k + 4])
            camera.shoot(FRAME)
        if line != code.splitlines()[-1]:
            tab.keyboard.press("Enter")
    camera.shoot(900)
    tab.keyboard.press("Shift+Enter")
    tab.keyboard.press("Shift+Enter")
    card = cells.nth(1).get_by_text("a sum in place of a mean").first
    card.wait_for(timeout=60_000)
    camera.shoot(500)
    for _ in range(12):
        card.evaluate("(said) => { said.closest('.jp-Notebook, .jp-WindowedPanel-outer').scrollTop += 20; }")
        camera.shoot()
    camera.shoot(4200)


def deck(browser, camera, folder):
    """A slide that asks, and what each key shows."""
    path = folder / f"{NOTEBOOK}.html"
    text, _ = slides.deck_of(project.NOTEBOOKS / f"{NOTEBOOK}.ipynb")
    files.put(text, path)
    tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SHARP)
    tab.clock.install(time=0)
    tab.goto(f"{path.as_uri()}#/{DECK}")
    tab.locator(f"#{DECK} .scene.alive").wait_for()
    tab.clock.pause_at(60)  # seconds; from now on it goes by frames
    camera.point_at(tab, {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
    camera.says(CAPTIONS["deck"], "→")
    camera.shoot(2200)
    for _ in range(tab.locator(f"#{DECK} .scene .key").count()):
        camera.says(CAPTIONS["deck"], "→", down=True)
        tab.keyboard.press("ArrowRight")
        for k in range(12):
            tab.clock.run_for(FRAME)
            if k == 3:
                camera.says(CAPTIONS["deck"], "→")
            camera.shoot()
        camera.shoot(1300)
    camera.shoot(900)
    tab.close()


SCENES = {"figure": figure, "check": answer, "deck": deck}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"which of {', '.join(SCENES)} (default: all)")
    parser.add_argument("--output", type=Path, default=PICTURE, help="file (default docs/course.webp)")
    parser.add_argument("--quality", type=int, default=70, help="of the pictures, up to 100 (default 70)")
    options = parser.parse_args(argv)
    if unknown := set(options.scenes) - set(SCENES):
        parser.error(f"no scene {', '.join(sorted(unknown))}; there are {', '.join(SCENES)}")
    path = installed_browser()
    if not path:
        print(NO_BROWSER, file=sys.stderr)
        return 1
    film = Film()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        camera = Camera(browser, film)
        for name in options.scenes or SCENES:
            SCENES[name](browser, camera, Path(folder))
            print(f"{name}: {len(film.frames)} frames, {sum(film.times) / 1000:.1f} s", flush=True)
        browser.close()
    film.write(options.output, options.quality)
    print(f"-> {options.output}, {options.output.stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
