"""A browser, and the live figures in it as a learner has them."""

import contextlib
import json
import os
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
NO_BROWSER = "no Chromium or Chrome found: install it (Debian, Ubuntu: apt install chromium) for what needs a browser"


def installed_browser():
    """The path of an installed browser, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def find_browser():
    """The path of an installed browser; without one, the test fails in CI and is skipped elsewhere."""
    if path := installed_browser():
        return path
    if os.environ.get("CI"):
        pytest.fail(NO_BROWSER)
    pytest.skip(NO_BROWSER)


PATIENCE = 30_000  # milliseconds until what a page waits for has failed: on a busy machine all is slow
_running, idle = [], []


def browser():
    """The one browser of this process: begun by whoever asks first, and ended by `end_browser`."""
    if not _running:
        from playwright import sync_api

        sync_api.expect.set_options(timeout=PATIENCE)
        playwright = sync_api.sync_playwright().start()
        try:
            _running[:] = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS), playwright
        except BaseException:
            playwright.stop()
            raise
    return _running[0]


def end_browser():
    """End it, if there is one."""
    if _running:
        chromium, playwright = _running
        _running.clear()
        idle.clear()
        chromium.close()
        playwright.stop()


class OfflineTab:
    """A tab without a network: what was asked of one all the same, and what failed in it.

    `taken` gives one with which another test is done, if there is one: a new tab and its first page take as long as
    five more pages. What is written to its console as an error counts as a failure while `silent` is set.
    """

    def __init__(self):
        self.context = browser().new_context()
        self.context.set_offline(True)
        self.asked, self.errors, self.silent = [], [], False
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))
        self.page = self.context.new_page()
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("console", self._said)

    def _said(self, message):
        if self.silent and message.type == "error":
            self.errors.append(message.text)

    @classmethod
    def taken(cls, *, width, height, scheme="light"):
        """A tab of this size in which nothing is kept from before."""
        tab = idle.pop() if idle else cls()
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.emulate_media(media="null", color_scheme=scheme, reduced_motion="null")
        return tab

    def done(self):
        """Leave the tab to the next, and say whether all was as it must be."""
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        self.page.evaluate("location.protocol === 'about:' || localStorage.clear()")
        self.page.mouse.move(0, 0)
        self.page.goto("about:blank")
        beyond, errors = self.beyond_the_file(), [*self.errors]
        self.asked.clear()
        self.errors.clear()
        self.silent = False
        idle.append(self)
        assert (beyond, errors) == ([], []), f"it asked a server for {beyond}, and failed in {errors}"

    def beyond_the_file(self):
        return [url[:80] for url in self.asked if not url.startswith(("file:", "blob:", "data:", "about:"))]


@contextlib.contextmanager
def offline_file(path, *, width=1280, height=720, scheme="light", query=""):
    """A file in a tab without a network."""
    tab = OfflineTab.taken(width=width, height=height, scheme=scheme)
    tab.page.goto(path.as_uri() + query)
    yield tab.page
    tab.done()


DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
# A timer of a fifth of a second or more fires when `rest()` says so: as long as nothing has to be waited for, and
# never while a busy machine is between two of a hand's movements.
HOLD_TIMERS = """() => {
  const [begin, end] = [window.setTimeout, window.clearTimeout];
  const held = new Map();
  let last = 0;
  window.setTimeout = (work, wait, ...rest) => {
    if (!(wait >= 200)) return begin(work, wait, ...rest);
    last -= 1;
    held.set(last, work);
    return last;
  };
  window.clearTimeout = (timer) => { if (!held.delete(timer)) end(timer); };
  window.rest = () => {
    const due = [...held.values()];
    held.clear();
    for (const work of due) work();
    return due.length;
  };
}"""
PLAY_UNTIL = """async (root, pattern) => {
  const buttons = [...root.querySelectorAll("button")];
  const press = (name) => buttons.find((one) => one.textContent.toLowerCase() === name).click();
  const text = root.querySelector(".cu-result");
  press("play");
  while (!new RegExp(pattern).test(text.textContent)) await new Promise(requestAnimationFrame);
  press("pause");
}"""
TYPE = """(input, value) => {
  input.value = value;
  for (const event of ["input", "change"]) input.dispatchEvent(new Event(event, { bubbles: true }));
}"""
# where it lies once it has been scrolled there: Lab lays out what comes into view
PLACE = f"""async (element) => {{
  let [place, before] = [];
  do {{
    before = place;
    element.scrollIntoViewIfNeeded();
    await ({DRAWN})();
    const {{ x, y, width, height }} = element.getBoundingClientRect();
    place = {{ x, y, width, height }};
  }} while (JSON.stringify(place) !== JSON.stringify(before));
  return place;
}}"""


def of_one(locator, function, argument=None):
    """What a JavaScript function of an element and an argument says of the one that the locator finds.

    As `locator.evaluate`, which goes to the browser three times; but nothing is waited for.
    """
    return locator.evaluate_all(
        f"""(found, argument) => {{
          if (found.length !== 1) throw new Error(`${{found.length}} elements in place of one`);
          return ({function})(found[0], argument);
        }}""",
        argument,
    )


class LiveFigure:
    """An explorer in a page, operated and read as a learner does."""

    def __init__(self, page, element):
        self.page, self.element = page, element

    def drawn(self):
        """Wait until what was asked for is drawn: an explorer draws in the next frame."""
        self.page.evaluate(DRAWN)

    def read(self, selector, expression):
        """What a JavaScript expression says of the `element` that the selector finds, in one round trip."""
        return of_one(self.element.locator(selector), f"async element => (await ({DRAWN})(), {expression})")

    def text(self):
        return self.read(".cu-result", "element.textContent")

    def outcome(self):
        """What it says and the numbers beside it; where points are trained on, after 100 steps from the start."""
        for name in ("reset", "step 100"):
            for button in self.element.get_by_role("button", name=name, exact=True).all():
                button.click()
        return self.text(), self.element.locator(".cu-readout").all_text_contents()

    def picture_state(self):
        """What its pictures draw."""
        return self.read(":scope", "[...element.querySelectorAll('svg.cu-figure')].map(picture => picture.innerHTML)")

    def numbers(self):
        return numbers(self.text())

    def holds(self):
        """Whether the condition of the task shown holds now."""
        return self.read(".cu-task", "element.dataset.holds") == "true"

    def card(self):
        """The ticks, and what the card above the picture says."""
        ticks = "[...element.querySelectorAll('.cu-marks [aria-hidden]')].map(one => one.textContent)"
        return tuple(self.read(".cu-task", f"[{ticks}, element.querySelector('.cu-asked .cu-shown').innerText]"))

    def next_task(self):
        self.element.locator(".cu-asked .cu-shown button").click()
        self.drawn()

    def slider(self, label):
        return self.element.get_by_label(label, exact=True)

    def output(self, label):
        """The value written beside a slider."""
        return self.value(label).input_value()

    def value(self, label):
        """Where a slider's value can be typed."""
        return self.element.get_by_label(f"{label}: type a value", exact=True)

    def put(self, label, value):
        """Set a slider to a value, as if typed there."""
        of_one(self.value(label), f"(input, value) => {{ ({TYPE})(input, value); return ({DRAWN})(); }}", str(value))

    def point(self, x, y):
        """Bring the mouse to a place on the screen."""
        self.page.mouse.move(x, y)
        self.drawn()

    def play_until(self, pattern):
        """Play, and pause in the frame in which the text first matches."""
        self.element.evaluate(PLAY_UNTIL, pattern)
        self.drawn()

    def hold_timers(self):
        """Let nothing that waits for a rest of the hand happen before `rest`."""
        self.page.evaluate(HOLD_TIMERS)

    def rest(self):
        """The hand has rested for long: what waited for that happens now. How much there was."""
        return self.page.evaluate("rest()")

    def solved_at(self, label, values):
        """Those of the values at which the condition of the task shown holds, typed one after the other."""
        return of_one(
            self.value(label),
            f"""async (input, values) => {{
              const card = input.closest(".cu-explorer").querySelector(".cu-task");
              const found = [];
              for (const value of values) {{
                ({TYPE})(input, value);
                await new Promise(requestAnimationFrame);
                if (card.dataset.holds === "true") found.push(value);
              }}
              return found;
            }}""",
            [float(value) for value in values],
        )

    def read_at(self, label, values, **selectors):
        """For each value, typed: the texts of the elements that each selector finds, by its name."""
        return of_one(
            self.element,
            f"""async (root, [input, values, selectors]) => {{
              const found = [];
              for (const value of values) {{
                ({TYPE})(input, value);
                await ({DRAWN})();
                found.push(Object.fromEntries(Object.entries(selectors).map(([name, selector]) =>
                  [name, [...root.querySelectorAll(selector)].map((one) => one.textContent)])));
              }}
              return found;
            }}""",
            [self.value(label).element_handle(), [float(value) for value in values], selectors],
        )

    def press(self, label, *keys):
        self.slider(label).focus()
        for key in keys:
            self.page.keyboard.press(key)
        self.drawn()

    def drag(self, label, *shares):
        """Take a slider by mouse at the first of these shares of its way, and let it go at the last."""
        box = self.place_of(self.slider(label))
        places = [(box["x"] + share * box["width"], box["y"] + box["height"] / 2) for share in shares]
        self.drag_through(places)

    def place_of(self, locator):
        """Where it lies on the screen once it has been scrolled there."""
        return of_one(locator, PLACE)

    def drag_through(self, places):
        self.page.mouse.move(*places[0])
        self.page.mouse.down()
        for place in places[1:]:
            self.page.mouse.move(*place, steps=2)
        self.page.mouse.up()
        self.drawn()

    def button(self, name):
        return self.element.get_by_role("button", name=name, exact=True)

    def click(self, *names):
        """Click these buttons, each where it lies: what lies over it has the click in its place."""
        for name in names:
            self.button(name).click(force=True)

    def picture(self, title):
        """The picture whose title begins so."""
        titled = self.page.locator(".cu-title").filter(has_text=re.compile(rf"^{re.escape(title)}"))
        return self.element.locator(".cu-box").filter(has=titled).locator("svg.cu-figure")

    def ranges(self, title):
        """What the picture with this title shows of both axes, in data units."""
        return json.loads(self.picture(title).locator(".cu-frame").get_attribute("data-shown"))

    def pixels(self, title, x_range, y_range, points):
        """Where points in data units lie on the screen, in the picture with this title, once nothing glides."""
        picture = self.picture(title)
        self.element.evaluate("root => { for (const one of root.getAnimations({ subtree: true })) one.finish(); }")
        frame = self.place_of(picture.locator(".cu-frame"))
        (left, right), (bottom, top) = x_range, y_range
        return [
            (
                frame["x"] + (x - left) / (right - left) * frame["width"],
                frame["y"] + (top - y) / (top - bottom) * frame["height"],
            )
            for x, y in points
        ]

    def points(self, title, mark, x_range, y_range):
        """The points of the lines or marks that the selector `mark` finds in a picture, in data units."""
        picture = self.picture(title)
        found = picture.locator(mark).evaluate_all(
            "marks => marks.map(mark => (mark.getAttribute('transform') ?? mark.getAttribute('d')))"
        )
        box = picture.locator(".cu-frame").evaluate(
            "frame => ['x', 'width', 'y', 'height'].map(name => Number(frame.getAttribute(name)))"
        )
        places = [
            [float(part) for part in pair]
            for text in found
            for pair in re.findall(r"(?:[ML]|translate\()(-?[\d.]+) (-?[\d.]+)", text)
        ]
        (left, right), (bottom, top) = x_range, y_range
        x0, width, y0, height = box
        return [(left + (x - x0) / width * (right - left), top - (y - y0) / height * (top - bottom)) for x, y in places]


def all_drawn(page, n_figures=1):
    """The explorers of a page, in order, once so many are drawn: in its type, and as large as their boxes."""
    page.wait_for_function("n => document.querySelectorAll('.cu-explorer .cu-task').length === n", arg=n_figures)
    page.evaluate("document.fonts.ready.then(() => 0)")
    figures = [LiveFigure(page, page.locator(".cu-explorer").nth(i)) for i in range(n_figures)]
    figures[0].drawn()
    return figures


def numbers(text):
    """The numbers in a text: true minus signs and commas between thousands included."""
    found = re.findall(r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?", text)
    return [float(number.replace("−", "-").replace(",", "")) for number in found]


def near(*values, digits=3):
    """Numbers as shown with so many decimals."""
    return pytest.approx(values, abs=0.51 * 10**-digits)


def axe_faults(page, context=".cu-explorer"):
    """All that axe-core finds inside the explorers."""
    violations = Axe().run(page, context=context).response["violations"]
    return [(violation["id"], node["html"][:200]) for violation in violations for node in violation["nodes"]]
