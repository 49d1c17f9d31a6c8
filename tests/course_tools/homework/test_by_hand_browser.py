"""The page for grading by hand, operated by its keys in a browser."""

import contextlib
import re
import shutil

import pytest
import support.homework_kinds as kinds
from support.browser import axe_faults
from support.by_hand import keys, save, served, state, with_rubric

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("by hand")]
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def open_page(chromium):
    """`with open_page(server, …) as tab:`: at the end it has asked nothing foreign, and no script of it has failed."""

    @contextlib.contextmanager
    def opened(server, *, width=1280, height=800, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        asked, failed = [], []
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: failed.append(str(error.error)))
        tab = context.new_page()
        tab.on("console", lambda said: failed.append(said.text) if "Content Security" in said.text else None)
        tab.goto(server.address)
        tab.get_by_role("heading", name="Answer 1 of 3").wait_for()
        yield tab
        context.close()
        base = server.address.rsplit("/", 2)[0]
        assert [url[:80] for url in asked if not url.startswith((base, "data:"))] == []
        assert failed == []

    return opened


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """Where the graded class is kept for the next test."""
    return tmp_path_factory.mktemp("once") / "graded"


@pytest.fixture
def graded(course, once):
    """Three students, one of whom pasted a picture."""
    with_rubric(course)
    if once.exists():
        shutil.rmtree(course.output)
        shutil.copytree(once, course.output)
        return course
    for student in ("anna", "bo", "cleo"):
        notebook = kinds.solved(words=f"Words of {student}, $\\sigma(z)$.")
        if student == "bo":
            cell = kinds.find(notebook, "words")
            cell.source += "\n\n![plot](attachment:a.png)"
            cell.attachments = {"a.png": {"image/png": PICTURE}}
        course.hand_in(student, notebook)
    course.grade()
    shutil.copytree(course.output, once)
    return course


def test_a_class_is_graded_by_keys(graded, open_page):
    with served(graded) as server, open_page(server) as tab:
        order = [answer.students[0] for answer in server.page.sheets["words"].answers]

        def heading(text):
            tab.get_by_role("heading", name=text, exact=True).wait_for()

        def status(text):
            tab.get_by_role("status").filter(has_text=text).wait_for()

        heading("Answer 1 of 3")
        assert f"Words of {order[0]}" in tab.locator("#answer").inner_text()
        tab.set_viewport_size({"width": 1280, "height": 300})
        tab.get_by_text("The question", exact=True).click()  # unfolded by mouse, Enter is for the next answer still,
        tab.keyboard.press("Enter")
        heading("Answer 2 of 3")
        assert abs(tab.locator("article").bounding_box()["y"]) < 5  # and that one stands where it is seen
        tab.keyboard.press("k")
        heading("Answer 1 of 3")
        tab.get_by_text("The question", exact=True).click()
        tab.set_viewport_size({"width": 1280, "height": 800})
        tab.keyboard.press("2")
        status("Saved: 2 points.")
        tab.keyboard.press("1")
        status("Saved: 3 points.")
        tab.keyboard.press("3")
        status("Saved: 2.5 points.")
        tab.keyboard.press("c")
        tab.keyboard.type("jk 12: well said")  # letters and digits are text there
        tab.keyboard.press("Escape")
        tab.keyboard.press("Enter")
        heading("Answer 2 of 3")
        assert tab.get_by_label("Points").input_value() == ""
        assert tab.locator("input:checked").count() == 0
        tab.keyboard.press("0")
        status("Saved: 0 points.")
        tab.keyboard.press("j")
        heading("Answer 3 of 3")
        tab.keyboard.press("1")
        status("Saved: 1 point.")
        tab.keyboard.press("p")
        tab.keyboard.type("1.5")
        tab.keyboard.press("Escape")
        tab.keyboard.press("ArrowUp")
        heading("Answer 2 of 3")
        tab.keyboard.press("k")
        heading("Answer 1 of 3")
        assert tab.get_by_label("Comment").input_value() == "jk 12: well said"
        assert tab.locator("#progress").inner_text() == "3 of 3 answers are graded."
        given = [state(server, keys(server.page)[student]) for student in order]
    assert [(one["points"], one["comment"], len(one["ticks"])) for one in given] == [
        (2.5, "jk 12: well said", 3), (0, "", 0), (1.5, "", 1)
    ]  # fmt: skip


def test_what_cannot_be_saved_is_not_and_says_so(graded, open_page):
    with served(graded) as server, open_page(server) as tab:
        key = server.page.sheets["words"].answers[0].key
        before_there_is_an_answer_nothing_can_be_entered(tab)
        points_that_cannot_be(tab, server, key)
        another_window_is_not_overwritten(tab, server, key)


def points_that_cannot_be(tab, server, key):
    tab.get_by_label("Points").fill("7")
    tab.get_by_role("alert").filter(has_text="points from 0 to 3").wait_for()
    assert state(server, key)["points"] is None
    tab.keyboard.press("Escape")


def another_window_is_not_overwritten(tab, server, key):
    assert save(server, key, state(server, key)["version"], 3, "theirs")[0] == 200
    tab.keyboard.press("1")
    tab.get_by_role("alert").filter(has_text=re.compile(r"Not saved.*\b1 point\.", re.DOTALL)).wait_for()
    assert (tab.get_by_label("Points").input_value(), tab.get_by_label("Comment").input_value()) == ("3", "theirs")
    assert state(server, key)["points"] == 3
    tab.keyboard.press("2")  # having seen it
    tab.get_by_role("status").filter(has_text="Saved: 2 points.").wait_for()
    assert (state(server, key)["points"], state(server, key)["comment"]) == (2, "theirs")


def before_there_is_an_answer_nothing_can_be_entered(tab):
    fields = tab.get_by_label("Points"), tab.get_by_label("Comment"), tab.locator(".items input").first
    asked = []
    tab.route("**/overview", lambda route: asked.append(route))
    tab.reload()
    while not asked:
        tab.wait_for_timeout(20)
    tab.keyboard.press("1")
    assert [field.is_disabled() for field in fields] == [True] * 3
    asked[0].continue_()
    tab.get_by_role("heading", name="Answer 1 of 3").wait_for()
    assert [field.is_disabled() for field in fields] == [False] * 3


def test_it_fits_and_is_accessible(graded, open_page):
    with served(graded) as server, open_page(server) as tab:
        for summary in tab.locator("summary").all():
            if summary.is_visible():
                summary.click()
        tab.get_by_role("button", name="Next").click()
        tab.get_by_role("heading", name="Answer 2 of 3").wait_for()
        for scheme, width in (("light", 360), ("light", 1280), ("dark", 1280)):
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (scheme, width)
            assert axe_faults(tab, "main") == [], (scheme, width)
