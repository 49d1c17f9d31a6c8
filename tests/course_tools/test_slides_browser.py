"""The decks in a browser without a network: every slide fits, is alive and can be read, light and dark."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from support import sweeps
from support.browser import LiveFigure, find_browser
from support.deck_faults import ON_PAPER, ON_THIS_SLIDE
from support.notebook_checks import NOTEBOOKS, ROOT

from course_tools import project, vector_pictures
from course_tools.lecture import Lecture, Text, read_opening

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("built")]

GO_TO = """id => {
  const { h, v } = Reveal.getIndices(document.getElementById(id));
  Reveal.slide(h, v);
}"""
SHOW = f"""id => {{
  ({GO_TO})(id);
  while (Reveal.availableFragments().next) Reveal.nextFragment();
}}"""
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
SURFACE = ".cu-drag[data-ways=both]:has(.cu-frame)"  # a picture that may be taken hold of anywhere
# what stands in a live figure and is smaller than 22 pixels
SMALL_IN_FIGURE = """figure => [...figure.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest(".cu-announced"))
  .filter((element) => (element.value && element.type !== "range")
    || [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 22)
  .map((element) => `${element.tagName} ${element.textContent.slice(0, 30)}`)"""


NAMES = [path.stem for path in NOTEBOOKS]


def mostly(*names):
    """Parametrize a test of what is the same in all decks by these; the others are left to the sweeps."""
    return pytest.mark.parametrize("path_of_deck", sweeps.mostly(NAMES, *names), indirect=True)


@pytest.fixture(params=NAMES)
def path_of_deck(request, built, tmp_path):
    """A deck, copied alone to an empty folder."""
    (tmp_path / "alone").mkdir()
    return Path(shutil.copy(built.slides / f"{request.param}.html", tmp_path / "alone"))


@pytest.fixture
def opened(path_of_deck, offline):
    with offline(path_of_deck) as tab:
        ready(tab)
        yield tab


def ready(tab):
    tab.emulate_media(reduced_motion="reduce")  # scenes stand in their step at once
    tab.wait_for_function("Reveal.isReady()")
    tab.wait_for_function(
        "document.querySelectorAll('.live').length === document.querySelectorAll('.live .cu-explorer').length"
    )


def ids(tab):
    return tab.evaluate("Reveal.getSlides().map(slide => slide.id)")


def show(tab, name):
    """A slide with all of its fragments, drawn."""
    tab.evaluate(SHOW, name)
    tab.evaluate(SETTLED)


def test_each_notebook_is_executed_once_for_decks_and_site(built):
    """The site is built first: a run that it has used, and that was not made again for the decks, is older than it."""
    done = (built.site / "index.html").stat().st_mtime_ns
    runs = {path.name for path in built.executed.iterdir() if path.stat().st_mtime_ns < done}
    assert sorted(name[:-23] for name in runs) == NAMES
    # what else is kept are runs with code that stands on slides only
    own_code = [path.stem for path in project.LECTURES.glob("*.md") if "```{python" in path.read_text(encoding="utf-8")]
    others = {path.name for path in built.executed.iterdir()} - runs
    assert sorted(name.split(".slides-")[0] for name in others) == sorted(own_code)


def test_pictures_of_a_run_are_drawn_for_the_page(built):
    for path in built.executed.iterdir():
        outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
        figures = [
            output.data for output in outputs if "<Figure" in "".join(output.get("data", {}).get("text/plain", ""))
        ]
        assert figures, path.name
        assert all(vector_pictures.KIND in shown and "image/png" not in shown for shown in figures), path.name


# what is wrong with each slide, with all of its fragments; drawn, where that takes a frame
EVERY_SLIDE = f"""async () => {{
  const found = {{}};
  for (const {{ id }} of Reveal.getSlides()) {{
    ({SHOW})(id);
    const slide = Reveal.getCurrentSlide();
    if (slide.querySelector(".live")) await ({SETTLED})(); // a scene stands in its step at once
    const formulas = [...slide.querySelectorAll(".slide math")].map((math) => math.getBoundingClientRect())
      .map((box) => Math.min(box.width, box.height)).filter((size) => size <= 5);
    const columns = [...slide.querySelectorAll(".slide mtd[columnalign]")]
      .map((cell) => [cell.getAttribute("columnalign"), getComputedStyle(cell).textAlign])
      .filter(([wished, got]) => wished !== got);
    const faults = [
      ...({ON_THIS_SLIDE})(),
      ...formulas.map((size) => `a formula is ${{size}} pixels`),
      ...columns.map(([wished, got]) => `a column of a formula stands ${{got}} and not ${{wished}}`),
    ];
    if (faults.length) found[id] = faults.slice(0, 3);
  }}
  return found;
}}"""


def test_every_slide_of_the_lecture_fits_and_can_be_read_from_the_last_row_and_formulas_are_drawn(opened, path_of_deck):
    assert opened.evaluate(EVERY_SLIDE) == {}
    said = opened.evaluate("[...document.querySelectorAll('.slide')].map(slide => slide.textContent).join(' ')")
    notebook = nbformat.read(project.NOTEBOOKS / f"{path_of_deck.stem}.ipynb", as_version=4)
    lecture = Lecture.read(project.LECTURES / f"{path_of_deck.stem}.md", notebook)
    own = [name for name in ids(opened) if not re.fullmatch(r"quiz-\d+", name)]
    assert own == [slide.anchor for slide in lecture.slides if slide.kind != "polls"]
    assert opened.title() == read_opening(notebook).title
    texts = [block.source for slide in lecture.slides for block in slide.blocks if isinstance(block, Text)]
    assert opened.locator(".slide math").count() >= "".join(texts).replace("$$", "$").count("$") // 2 > 0
    assert not re.search(r"\\(frac|sigma|log|text|cdot|partial|qquad)|\$", said)


# the other sizes of a hall, and a phone; 4:3 in the dark has a representative here
LOOKED_AT = [
    pytest.param(name, size, scheme, marks=() if (name, size, scheme) == HERE else pytest.mark.sweep)
    for HERE in [("07_defended_threshold", (1024, 768), "dark")]
    for name in NAMES
    for size in [(1024, 768), (1920, 1080), (360, 640)]
    for scheme in ("light", "dark")
]


@pytest.mark.parametrize(("path_of_deck", "size", "scheme"), LOOKED_AT, indirect=["path_of_deck"])
def test_every_slide_fits_at_every_size_light_and_dark(path_of_deck, offline, size, scheme):
    with offline(path_of_deck, width=size[0], height=size[1], scheme=scheme) as tab:
        ready(tab)
        assert tab.evaluate(EVERY_SLIDE) == {}
        tab.set_viewport_size({"width": 1280, "height": 720})  # of another shape, as when a window is made larger
        shown = tab.locator(".present .slide:visible, section.present > .slide:visible").first
        shown.wait_for()  # a phone has all slides below each other
        tab.evaluate(SETTLED)
        box = shown.bounding_box()
        assert (round(box["width"]), round(box["height"])) == (1280, 720)


@pytest.fixture
def with_figures(opened, path_of_deck):
    """The deck, if its notebook has a live figure."""
    if "Explorer(" not in (ROOT / "notebooks" / f"{path_of_deck.stem}.ipynb").read_text(encoding="utf-8"):
        pytest.skip("no live figure in this notebook")
    return opened


@mostly("04_visualization")
def test_every_live_figure_moves_its_text_follows_and_the_slide_stays(with_figures):
    opened = with_figures
    figures = opened.evaluate("[...document.querySelectorAll('.live')].map(box => box.closest('section[id]').id)")
    assert figures
    for name in figures:
        show(opened, name)
        element = opened.locator(f"#{name} .cu-explorer")
        figure = LiveFigure(opened, element)
        assert element.evaluate(SMALL_IN_FIGURE) == []
        assert element.evaluate("figure => figure.parentElement.clientHeight - figure.offsetHeight") <= 1, "it fills it"
        sliders = element.locator("input[type=range]")
        assert sliders.count() > 0
        (text, _), picture = figure.outcome(), element.locator("svg").first.inner_html()
        opened.keyboard.press("Tab")  # after a click → and ← would turn the page
        for k in range(sliders.count()):
            value = sliders.nth(k).input_value()
            sliders.nth(k).focus()
            opened.keyboard.press("ArrowRight")
            if sliders.nth(k).input_value() == value:  # it stood at its end
                opened.keyboard.press("ArrowLeft")
            assert sliders.nth(k).input_value() != value
            figure.drawn()
        assert figure.outcome()[0] != text
        assert element.locator("svg").first.inner_html() != picture
        assert opened.evaluate("Reveal.getCurrentSlide().id") == name
        assert opened.evaluate(ON_THIS_SLIDE) == []


@mostly("05_threshold_tradeoff")
def test_keys_in_a_live_figure_belong_to_it_until_it_is_left_and_after_a_click_they_turn_the_page(with_figures):
    opened = with_figures
    name = opened.evaluate("document.querySelector('.live').closest('section[id]').id")
    here = "Reveal.getCurrentSlide().id"
    show(opened, name)
    opened.locator(f"#{name} input[type=range]").first.focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"):
        opened.keyboard.press(key)
        assert opened.evaluate(here) == name, key
    if (buttons := opened.locator(f"#{name} .cu-explorer button")).count():
        buttons.first.focus()
        opened.keyboard.press("Space")
        assert opened.evaluate(here) == name
    opened.locator(f"#{name} input[type=range]").first.focus()
    opened.keyboard.press("PageDown")
    following = opened.evaluate(here)
    assert following != name
    opened.keyboard.press("ArrowLeft")
    assert opened.evaluate(here) == name
    opened.locator(f"#{name} input[type=range]").first.focus()
    opened.keyboard.press("Escape")
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate(here) == following
    for key, back in (("ArrowRight", "ArrowLeft"), ("Space", "Shift+Space")):
        for control in ("input[type=range]", "button:visible"):
            show(opened, name)
            opened.locator(f"#{name} {control}").first.click()
            opened.keyboard.press(key)
            assert opened.evaluate(here) == following, (key, control)
            opened.keyboard.press(back)
            assert opened.evaluate(here) == name, (back, control)
    slider = opened.locator(f"#{name} input[type=range]").first
    slider.click()
    value = slider.input_value()
    opened.keyboard.press("ArrowUp")
    assert slider.input_value() != value, "after a click the other arrows move the slider"
    assert opened.evaluate(here) == name


@mostly("03_bce_and_sgd")
def test_a_click_into_a_figure_lands_where_it_points_on_a_large_screen(path_of_deck, offline):
    with offline(path_of_deck, width=1920, height=1080) as tab:
        ready(tab)
        surfaces = tab.locator(f"{SURFACE}:visible")
        slides = "css => [...document.querySelectorAll(css)].map(box => box.closest('section[id]').id)"
        for name in tab.evaluate(slides, SURFACE):
            show(tab, name)
            if surfaces.count():  # others lie behind a tab, where a hand takes hold of a curve
                break
        else:
            if path_of_deck.stem != "03_bce_and_sgd":
                pytest.skip("no figure to click into stands open")
        frame = surfaces.first.locator(".cu-frame").bounding_box()
        assert frame["width"] > 350, "the deck has grown with the screen"
        x, y = frame["x"] + 0.3 * frame["width"], frame["y"] + 0.7 * frame["height"]
        tab.mouse.click(x, y)
        tab.evaluate(SETTLED)
        marks = surfaces.first.locator(".cu-marker").evaluate_all(CENTRES)
        assert min(abs(left - x) + abs(top - y) for left, top in marks) < 3


CENTRES = """marks => marks.map((mark) => {
  const box = mark.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})"""
HANDS = """poll => [...poll.querySelectorAll(".hands")].map((row) => {
  const [now, all] = [".now", ".bars"].map((bar) => row.querySelector(bar).getBoundingClientRect().width);
  return [row.querySelector("input").value, row.querySelector(".earlier").textContent, Math.round((100 * now) / all)];
})"""


@mostly("03_bce_and_sgd")
def test_a_poll_counts_hands_and_shows_the_first_vote_beside_the_second_as_long_as_the_deck_is_open(opened):
    name = opened.evaluate("document.querySelector('.poll').closest('section[id]').id")
    opened.evaluate(GO_TO, name)
    poll = opened.locator(f"#{name} .poll")
    hands = lambda: poll.evaluate(HANDS)  # noqa: E731
    assert [row[0] for row in hands()] == [""] * len(hands())
    for key in ("1", "1", "1", "1", "2", "Shift+1"):
        opened.keyboard.press(key)
    poll.locator("input").nth(2).click()
    opened.keyboard.type("12")
    opened.keyboard.press("Enter")
    assert [tuple(row) for row in hands()[:3]] == [("3", "", 19), ("1", "", 6), ("12", "", 75)]
    assert poll.locator(".bar.before").first.is_hidden()
    opened.keyboard.press("v")
    opened.keyboard.press("2")
    assert [tuple(row) for row in hands()[:3]] == [("0", "3", 0), ("1", "1", 100), ("0", "12", 0)]
    assert opened.evaluate(ON_THIS_SLIDE) == []
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowLeft")
    opened.wait_for_url(re.compile(rf"#/{name}\b"))  # reveal.js writes down a moment later where it is
    opened.reload()
    ready(opened)
    assert [row[:2] for row in hands()[:3]] == [["0", "3"], ["1", "1"], ["0", "12"]]
    poll.locator(".again").click()
    assert [row[:2] for row in hands()[:3]] == [["", ""]] * 3
    assert opened.evaluate("Reveal.getCurrentSlide().id") == name
    poll.locator(".option").first.click()
    opened.keyboard.press("ArrowRight")
    assert poll.locator(".answer.visible").count() == 1, "after a click the key marks the answer"


@mostly("03_bce_and_sgd")
def test_the_help_names_the_keys_and_each_does_what_it_says(opened):
    here = "JSON.stringify(Reveal.getIndices())"  # with the step
    start = opened.evaluate(here)
    opened.keyboard.press("?")
    said = opened.locator("dialog.keys")
    assert said.is_visible()
    named = " ".join(said.locator("th").all_inner_texts())
    opened.keyboard.press("ArrowRight")
    assert opened.evaluate(here) == start, "what lies below the help stays"
    opened.keyboard.press("Escape")
    assert said.is_hidden()
    assert not opened.evaluate("Reveal.isOverview()")
    for sign, key, does in [
        ("→", "ArrowRight", here), ("↓", "ArrowDown", here), ("Space", "Space", here), ("N", "n", here),
        ("PageDown", "PageDown", here), ("End", "End", here), ("←", "ArrowLeft", here), ("↑", "ArrowUp", here),
        ("PageUp", "PageUp", here), ("Shift + Space", "Shift+Space", here), ("Home", "Home", here),
        ("O", "o", "Reveal.isOverview()"), ("O", "o", "Reveal.isOverview()"), ("B", "b", "Reveal.isPaused()"),
        ("B", "b", "Reveal.isPaused()"), ("?", "?", "document.querySelector('dialog.keys').open"),
        ("?", "?", "document.querySelector('dialog.keys').open"),
    ]:  # fmt: skip
        assert sign in named
        before = opened.evaluate(does)
        opened.keyboard.press(key)
        assert opened.evaluate(does) != before, key
    opened.keyboard.press("g")
    opened.keyboard.type("7")
    opened.keyboard.press("Enter")
    assert opened.evaluate("Reveal.getSlides().indexOf(Reveal.getCurrentSlide())") == 6
    # the others have tests of their own
    assert all(sign in named for sign in ("G", "S", "P", "D", "F", "1, 2, 3", "V", "Tab"))


# of each poll: its options as they are pressed one after the other, [right, what is said, what was to be said, pressed]
PRESSED = f"""async () => {{
  const found = {{}}, text = (html) => Object.assign(document.createElement("p"), {{ innerHTML: html }}).textContent;
  for (const poll of document.querySelectorAll(".poll")) {{
    const id = poll.closest("section[id]").id;
    ({GO_TO})(id);
    found[id] = [];
    for (const option of poll.querySelectorAll(".option")) {{
      option.click();
      const said = poll.querySelector(".feedback").textContent;
      found[id].push([
        "correct" in option.dataset, said, text(option.dataset.feedback),
        [...poll.querySelectorAll("[aria-pressed=true]")].indexOf(option), ({ON_THIS_SLIDE})(),
      ]);
    }}
  }}
  return found;
}}"""


@mostly("07_defended_threshold")
def test_a_poll_shows_feedback_at_a_press_and_the_answer_at_the_next_key(opened):
    polls = opened.evaluate("[...document.querySelectorAll('.poll')].map(poll => poll.closest('section[id]').id)")
    assert polls
    for name in polls:
        opened.evaluate(GO_TO, name)
        poll = opened.locator(f"#{name} .poll")
        assert poll.locator(".answer.visible").count() == 0
        poll.locator(".option").first.focus()
        opened.keyboard.press("Enter")
        assert poll.locator("[aria-pressed=true]").count() == 1
        assert opened.evaluate("Reveal.getCurrentSlide().id") == name
        opened.keyboard.press("ArrowRight")
        assert poll.locator(".answer.visible").count() == 1
        assert poll.locator(".option", has=opened.locator(".answer.visible")).get_attribute("data-correct") is not None
    pressed = opened.evaluate(PRESSED)
    assert [*pressed] == polls
    for name, options in pressed.items():
        assert sum(right for right, *_ in options) == 1, name
        for right, said, feedback, which, faults in options:
            assert said == ("✓ Right. " if right else "✗ Not this one. ") + feedback
            assert (which, faults) == (0, []), name


@mostly("04_visualization")
def test_a_film_starts_anew_each_time_it_is_shown(opened, path_of_deck):
    if path_of_deck.stem != "04_visualization" and not opened.locator(".film").count():
        pytest.skip("no film in this deck")
    assert opened.locator(".film").count() == 1
    opened.evaluate(GO_TO, opened.evaluate("document.querySelector('.film').closest('section[id]').id"))
    showings = []
    for _ in range(2):
        opened.evaluate("while (Reveal.availableFragments().next) Reveal.nextFragment()")
        opened.evaluate("document.querySelector('.film').decode()")
        showings.append(opened.evaluate("document.querySelector('.film').src"))
        opened.evaluate("Reveal.prevFragment()")
    assert all(address.startswith("blob:") for address in showings)
    assert len(set(showings)) == 2


@mostly("03_bce_and_sgd")
def test_speaker_notes_open_and_follow(opened):
    with opened.context.expect_page() as popup:
        opened.keyboard.press("s")
    notes = popup.value
    first = opened.evaluate("Reveal.getCurrentSlide().querySelector('aside.notes').textContent").split()
    value = notes.locator(".speaker-controls-notes .value")
    value.filter(has_text=" ".join(first[:3])).wait_for(timeout=20_000)
    opened.bring_to_front()
    opened.keyboard.press("ArrowRight")
    value.filter(has_text="from minute 1").wait_for(timeout=20_000)
    assert opened.locator("aside.notes").first.is_hidden()
    assert notes.frame_locator("#current-slide iframe").locator(".reveal").count() == 1
    notes.close()


@mostly("06_real_covid_tests")
def test_the_path_shows_its_slides_only_and_p_turns_it_on_and_off_as_d_does_the_dark(path_of_deck, offline):
    with offline(path_of_deck) as tab:
        ready(tab)
        everything = ids(tab)
        marked = tab.evaluate("[...document.querySelectorAll('section[data-path]')].map(slide => slide.id)")
        assert 0 < len(marked) < len(everything)
        left_out = next(k for k, name in enumerate(everything) if name not in marked)
        show(tab, everything[left_out])
        tab.keyboard.press("p")
        tab.wait_for_url(re.compile(r"\.html\?path#"))
        ready(tab)
        assert ids(tab) == marked
        assert tab.evaluate("Reveal.getCurrentSlide().id") == everything[left_out - 1]
        tab.keyboard.press("p")
        tab.wait_for_url(re.compile(r"\.html#"))
        ready(tab)
        assert ids(tab) == everything
        assert tab.evaluate("Reveal.getCurrentSlide().id") == everything[left_out - 1]
        paper = "getComputedStyle(document.querySelector('.reveal')).backgroundColor"
        light = tab.evaluate(paper)
        tab.keyboard.press("d")
        tab.wait_for_url(re.compile(r"\.html\?dark#"))
        assert tab.evaluate(paper) != light, "D has changed nothing"
        tab.keyboard.press("d")
        assert tab.evaluate(paper) == light


# axe reads the whole document each time: meanwhile, the other slides are taken out of it. And of text in front of a
# box that is no ancestor, were it transparent, it does not tell the contrast: reveal.js has one behind every slide
UNDRAWN = """() => [...document.querySelectorAll(".backgrounds, .backgrounds *")].every((element) => {
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  return backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
})"""
HIDE_BACKGROUNDS = "document.querySelector('.backgrounds').style.display = 'none'"
AXE_ON_SLIDE = """async (rules) => {
  const here = Reveal.getCurrentSlide();
  const others = Reveal.getSlides().filter((slide) => !slide.contains(here) && !here.contains(slide));
  const places = others.map(() => document.createComment(""));
  others.forEach((slide, i) => slide.replaceWith(places[i]));
  try {
    const { violations, passes } = await axe.run(here, { resultTypes: ["violations"], ...rules });
    return [violations, passes.some((rule) => rule.id === "color-contrast")];
  } finally {
    others.forEach((slide, i) => places[i].replaceWith(slide));
  }
}"""
AXE_ON_EVERY_SLIDE = f"""async ([rules, all]) => {{
  const faults = {{}}, known = new Set();
  let [looked, withContrast] = [0, 0];
  for (const slide of Reveal.getSlides()) {{
    const {{ id }} = slide;
    const parts = [...slide.querySelectorAll("*")].map((part) => `${{part.localName}} ${{part.getAttribute("class")}}`);
    if (!all && parts.every((part) => known.has(part))) continue;
    parts.forEach((part) => known.add(part));
    looked += 1;
    ({SHOW})(id);
    if (Reveal.getCurrentSlide().querySelector(".live")) await ({SETTLED})();
    const [violations, hasContrast] = await ({AXE_ON_SLIDE})(rules);
    withContrast += hasContrast;
    const serious = violations.filter(({{ impact }}) => ["serious", "critical"].includes(impact));
    if (serious.length) faults[id] = serious.map((rule) => [rule.id, rule.nodes[0].html.slice(0, 90)]);
  }}
  return [faults, looked, withContrast];
}}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, i) => ids.indexOf(id) < i);
}"""


def serious(violations):
    """Those findings of axe that are serious or critical, each with the element it is about."""
    return [(v["id"], v["nodes"][0]["html"][:90]) for v in violations if v["impact"] in ("serious", "critical")]


# axe takes long over each slide: here it looks at those of one deck that have something which no slide before has, in
# the dark at their colours alone; the sweeps look at every slide
SEEN_AT_ONCE = "06_real_covid_tests"
LOOKS = [pytest.param(SEEN_AT_ONCE, False)] + [pytest.param(name, True, marks=pytest.mark.sweep) for name in NAMES]


@pytest.mark.parametrize(("path_of_deck", "all_slides"), LOOKS, indirect=["path_of_deck"])
def test_axe_finds_no_serious_fault_on_any_slide_light_and_dark(opened, all_slides):
    first = Axe().run(opened)  # this leaves axe in the page
    assert serious(first.response["violations"]) == []
    assert opened.evaluate(UNDRAWN)
    opened.evaluate(HIDE_BACKGROUNDS)
    before, seen = ids(opened), {}
    for scheme in ("light", "dark"):
        opened.emulate_media(color_scheme=scheme)
        seen[scheme] = opened.evaluate("getComputedStyle(document.querySelector('.reveal')).backgroundColor")
        colours = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
        rules = colours if scheme == "dark" and not all_slides else {}
        faults, looked, with_contrast = opened.evaluate(AXE_ON_EVERY_SLIDE, [rules, all_slides])
        assert faults == {}, scheme
        assert with_contrast == looked
        assert looked == len(before) if all_slides else looked >= 8
    assert seen["light"] != seen["dark"]
    assert opened.evaluate(TWICE) == []  # which axe cannot see on one slide
    assert ids(opened) == before


@mostly("04_visualization")
def test_a_deck_prints_one_page_a_slide(path_of_deck, offline):
    with offline(path_of_deck, query="?print-pdf") as tab:
        tab.wait_for_selector(".pdf-page")
        ready(tab)
        tab.evaluate(SETTLED)
        n_slides = tab.locator("section[id]").count()
        assert tab.evaluate(ON_PAPER) == []
        assert tab.locator(".pdf-page").count() == n_slides  # what a browser makes of them: below
        assert tab.locator(".fragment:not(.visible)").count() == 0


# gives each live figure a link as soon as it is drawn: what is printed says where links are
LINKED = """<script>new MutationObserver(() => {
  for (const figure of document.querySelectorAll(".live .cu-explorer:has(.cu-task):not(:has(> .drawn))"))
    figure.insertAdjacentHTML("beforeend",
      '<a class="drawn" href="https://example.org/drawn" style="position: absolute; top: 0; left: 0">drawn</a>');
}).observe(document, { childList: true, subtree: true });</script>"""


def test_the_command_of_the_docs_prints_a_deck_with_all_of_its_live_figures(built, tmp_path):
    said = (ROOT / "docs" / "lecturing.md").read_text(encoding="utf-8")
    _, *flags, address = shlex.split(re.search(r"^chromium --headless .*$", said, re.MULTILINE).group())
    text = (built.slides / Path(address.split("?")[0]).name).read_text(encoding="utf-8")
    (tmp_path / "deck.html").write_text(text.replace("<head>", f"<head>{LINKED}", 1), encoding="utf-8")
    query = address.split("?")[1]
    command = [find_browser(), "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", *flags]
    deck = f"{(tmp_path / 'deck.html').as_uri()}?{query}"
    subprocess.run([*command, deck], cwd=tmp_path, check=True, capture_output=True, timeout=100)
    (printed,) = tmp_path.glob("*.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == text.count('<section id="')
    assert printed.read_bytes().count(b"https://example.org/drawn") == text.count('class="live"') > 1


def test_pictures_and_scripts_are_in_the_file(path_of_deck):
    text = re.sub(r"<script>.*?</script>", "", path_of_deck.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=[\"'](?!data:|#)", text)
    pictures = re.findall(r'<svg class="vector" role="img" aria-label="([^"]*)"', text)
    assert pictures
    assert all(len(alt) > 30 for alt in pictures)
    assert vector_pictures.OWN not in text, "two pictures would share an id"
    assert path_of_deck.stat().st_size <= 2_500_000
