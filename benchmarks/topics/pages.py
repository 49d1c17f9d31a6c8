"""Decks and site of all notebooks beside nbconvert, one by one; their weight, and how soon they are seen and move."""

import base64
import re
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.measure import WALL, at_most, compare, run
from course_tools import project
from tests.support.browser import FLAGS, NO_BROWSER, installed_browser

N_OPENINGS = 3
FONT = re.compile(r'url\("data:font/woff;base64,([^"]*)"\)')
# when the first live figure is drawn, and how far what was seen has jumped
WATCH = """
const drawn = new MutationObserver(() => {
  if (!document.querySelector(".cu-explorer .cu-figure path")) return;
  window.alive = performance.now();
  drawn.disconnect();
});
drawn.observe(document, { childList: true, subtree: true });
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });
"""
# painted, and alive or without anything that could be; then all that jumps has jumped
READY = """() => document.readyState === "complete"
  && performance.getEntriesByName("first-contentful-paint").length > 0
  && document.querySelectorAll(".live").length === document.querySelectorAll(".live .cu-explorer").length
  && (window.alive || !document.querySelector(".cu-figure"))"""
SEEN = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
  alive: window.alive ?? null,
  read: performance.getEntriesByType("navigation")[0].domInteractive,
  shifted: window.shifted,
})"""


def bench():
    browser = installed_browser()
    if not browser:
        raise RuntimeError(NO_BROWSER)
    notebooks = project.notebooks()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        def ours():
            shutil.rmtree(folder / "executed", ignore_errors=True)  # each round runs every notebook anew
            for command in ("slides", "site"):
                places = ("--output", folder / command, "--cache", folder / "executed")
                run(sys.executable, "-m", "course_tools.cli", command, "--jobs", "2", *places, *notebooks)

        def theirs():
            for path in notebooks:
                for kind in ("slides", "html"):
                    places = ("--output-dir", folder / "nbconvert")
                    run(sys.executable, "-m", "nbconvert", "--to", kind, "--execute", *places, path)

        yield compare(
            f"decks and site, {len(notebooks)} notebooks | nbconvert", ours, theirs, goal=0.4, rounds=1, clock=WALL
        )
        decks, pages = (sorted((folder / command).glob("*.html")) for command in ("slides", "site"))
        yield largest("page", pages, lambda path: path.stat().st_size / 1e6, 1.5, "MB")
        yield largest("deck", decks, lambda path: path.stat().st_size / 1e6, 2.5, "MB")
        yield largest("of fonts in a file", [*pages, *decks], fonts, 150, "kB")
        yield from seen(browser, pages, decks)


def fonts(path):
    return sum(len(base64.b64decode(data)) for data in FONT.findall(path.read_text(encoding="utf-8"))) / 1e3


def largest(title, paths, measure, goal, unit):
    of = {path: measure(path) for path in paths}
    path = max(of, key=of.get)
    return at_most(f"most, {title}: {path.parent.name}/{path.name}", of[path], goal, unit)


def seen(browser, pages, decks):
    """The slowest of each, by the median of its openings; on a phone what jumps."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        times = {path: opened(chromium, path, 1280, 800) for path in [*pages, *decks]}
        for title, paths in (("page", pages), ("deck", decks)):
            yield largest(f"first paint of a {title}", paths, lambda path: times[path]["paint"], 500, "ms")
            alive = [path for path in paths if times[path]["alive"] is not None]
            yield largest(f"first live figure of a {title}", alive, lambda path: times[path]["alive"], 600, "ms")
        opening = [path for path in pages if times[path]["alive"] is not None and path.stem[0].isdigit()]
        title = "first live figure of a page, of the time in which its file is read in"
        yield largest(title, opening, lambda path: times[path]["alive"] / times[path]["read"], 0.8, "")
        shifts = {path: opened(chromium, path, 360, 740)["shifted"] for path in pages}
        yield largest("layout shift of a page on a phone", pages, shifts.get, 0.05, "")
        chromium.close()


def opened(chromium, path, width, height):
    """The medians of `SEEN` for a file, opened anew each time; None for what never came."""
    found = []
    for _ in range(N_OPENINGS):
        page = chromium.new_page(viewport={"width": width, "height": height})
        page.add_init_script(WATCH)
        page.goto(path.as_uri())
        page.wait_for_function(READY)
        found.append(page.evaluate(SEEN))
        page.close()
    return {
        name: None if any(each[name] is None for each in found) else statistics.median(each[name] for each in found)
        for name in found[0]
    }
