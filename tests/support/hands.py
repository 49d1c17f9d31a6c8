"""Hands that solve the tasks of the explorers: a finger on a phone, a mouse, and keys alone."""

import itertools

from support.explorers import POINTS_SHOWN


class Finger:
    """One explorer on a phone, and a finger: it taps, and it drags by the browser's own touch events."""

    touches_glass = True

    def __init__(self, page, figure):
        self.page, self.figure = page, figure
        self.glass = page.context.new_cdp_session(page)

    def press(self, locator):
        locator.tap()
        self.figure.drawn()

    def _send(self, kind, *points):
        touches = [{"x": x, "y": y} for x, y in points]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def drag(self, *places):
        self._send("touchStart", places[0])
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            for share in (0.25, 0.5, 0.75, 1):
                self._send("touchMove", (x0 + share * (x1 - x0), y0 + share * (y1 - y0)))
        self._send("touchEnd")
        self.figure.drawn()

    def tap(self, name):
        self.press(self.figure.button(name))

    def person(self, picture, ranges, number, label, x):
        """Drag somebody from one x to another; `number` is their place in the list."""
        self.drag(*self.figure.pixels(picture, *ranges, [(at, label) for at in x]))
        self.page.wait_for_timeout(400)  # a browser takes what comes sooner for the second half of a double tap

    def slide(self, label, value):
        """Drag a slider to about a value, and tap − or + until it is there."""
        slider = self.figure.slider(label)
        slider.evaluate("input => input.scrollIntoView({ block: 'end' })")  # from below the picture that stays
        box = self.figure.place_of(slider)
        place = slider.evaluate(
            "(input, value) => { const twin = input.cloneNode(); twin.value = value; return twin.value }", str(value)
        )
        low, high, now = (slider.evaluate(f"input => Number(input.{name})") for name in ("min", "max", "value"))
        thumb, y = 16, box["y"] + box["height"] / 2
        x = [box["x"] + thumb / 2 + (at - low) / (high - low) * (box["width"] - thumb) for at in (now, float(place))]
        beyond = x[1] + (40 if x[1] < box["x"] + box["width"] / 2 else -40)  # too short a way is a tap
        self.drag((x[0], y), (beyond, y), (x[1], y))
        for _ in range(40):
            left = slider.evaluate("(input, place) => Math.round((place - input.value) / input.step)", float(place))
            if not left:
                return
            self.press(self.figure.element.get_by_label(f"{label}: {'more' if left > 0 else 'less'}", exact=True))
        raise AssertionError(f"{label} does not come to {value}")


class Mouse(Finger):
    """The same by mouse."""

    touches_glass = False

    def __init__(self, page, figure):
        self.page, self.figure = page, figure

    def press(self, locator):
        locator.click()
        self.figure.drawn()

    def drag(self, *places):
        self.figure.drag_through(places)
        self.figure.drawn()


class Keys(Mouse):
    """The same without a pointer."""

    def press(self, locator):
        locator.focus()
        self.page.keyboard.press("Enter")
        self.figure.drawn()

    def person(self, picture, ranges, number, label, x):
        self.figure.element.get_by_role("combobox").select_option(index=number - 1)
        self.slide("its x", x[1])

    def slide(self, label, value):
        slider = self.figure.slider(label)
        slider.focus()
        for _ in range(500):
            left = slider.evaluate("(input, value) => Math.round((value - input.value) / input.step)", float(value))
            if not left:
                break
            way = ("Left", "Right")[left > 0]
            for _ in range(min(abs(left), 25)):
                self.page.keyboard.press(f"Arrow{way}")
        self.figure.drawn()


def solve_sigmoid(finger):
    finger.slide("weight", 1.1)
    finger.slide("bias", -5.5)
    yield "weight", "bias"
    finger.slide("bias", -3.25)
    finger.slide("weight", 0.6)
    yield "weight", "bias"


def solve_data(finger):
    finger.slide("overlap", 1.1)
    yield ("overlap",)
    finger.slide("overlap", 5)
    finger.slide("seed", 48)
    finger.slide("class size", 15)
    yield "class size", "overlap"


def solve_people(finger):
    finger.slide("prevalence", -1.32)
    yield ("prevalence",)
    finger.slide("prevalence", -2)
    finger.slide("specificity", 1.9)
    yield ("specificity",)


def solve_descent(finger):
    finger.slide("learning rate", -0.36)
    finger.tap("Step 100")
    yield ("learning rate",)
    finger.tap("Reset all")
    finger.slide("learning rate", -0.5)
    for _ in range(3):
        finger.tap("Step 100")
    yield ("learning rate",)


def solve_threshold(finger):
    finger.slide("threshold on p", -1.5)
    yield ("threshold on p",)
    finger.slide("prevalence", 0.1)
    finger.slide("threshold on p", 1)
    yield "threshold on p", "prevalence"


def solve_separable(finger):
    finger.person("Data: drag the people", POINTS_SHOWN, 4, 0, (5.8, 4.2))
    finger.tap("play")
    finger.slide("weight decay", 0.05)
    finger.tap("play")
    yield ()  # any weight decay from there to the slider's end does it
    finger.slide("weight decay", 0)
    finger.tap("add negative")
    finger.tap("play")
    yield ()


def solve_pieces(finger):
    finger.slide("pieces", 2)
    yield ("pieces",)
    finger.slide("pieces", 20)
    yield ("pieces",)


def solve_likelihood(finger):
    finger.slide("weight", 0.6)
    finger.slide("bias", -3.9)
    yield "weight", "bias"
    finger.slide("bias", -3.1)
    yield "weight", "bias"
    finger.person("Bars", ((0, 10), (-0.06, 1.06)), 40, 1, (9.66, 0.4))
    yield ("its x",)


def solve_gradient(finger):
    for _ in range(6):
        finger.tap("Step 1")
    yield ()
    finger.slide("weight", 0)
    finger.slide("bias", 0)
    yield "weight", "bias"


def solve_samples(finger):
    finger.tap("Draw all")
    yield ()
    finger.slide("your x", 3.6)
    yield ("your x",)


def solve_decision(finger):
    finger.slide("price of a miss", 9)
    yield ("price of a miss",)
    finger.slide("price of a miss", 40)
    yield ("price of a miss",)


def solve_valley(finger):
    finger.slide("steps", 40)
    finger.slide("rate, measured x", 0.35)
    finger.slide("rate, standardised x", 10.5)
    yield "rate, measured x", "rate, standardised x"
    finger.slide("steps", 9)
    finger.slide("rate, standardised x", 6.9)
    yield "steps", "rate, standardised x"
    finger.slide("rate, measured x", 0.18)
    finger.slide("start, around the valley", 90)
    yield "rate, measured x", "start, around the valley"


SOLVE = {name.removeprefix("solve_"): solve for name, solve in globals().items() if name.startswith("solve_")}
