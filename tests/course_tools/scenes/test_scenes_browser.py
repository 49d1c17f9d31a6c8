"""Scenes in a browser: a key moves them in a deck, a button on a page, and no text lies over another."""

import json

import pytest
from support.example_lecture import NOTES, lecture

from course_tools import fonts, scenes
from course_tools.render import asset
from course_tools.scenes import BOXES
from course_tools.scenes._html import still
from course_tools.site import page
from course_tools.slides import deck

pytestmark = pytest.mark.browser
STEPS = scenes.scene("likelihood").steps
SHOWN = """() => [...document.querySelectorAll(".scene svg :is(rect, text)")]
  .filter((mark) => mark.style.display !== "none").map((mark) => mark.textContent || mark.getAttribute("height"))"""


def written(*bodies):
    slides = [f"## Extra {{#extra{k} minutes=1}}\n\n{body}\n\n{NOTES}" for k, body in enumerate(bodies)]
    read = lecture(*slides, poll="", minutes=9 + len(bodies))
    read.notebook.cells[-1].metadata["tags"] = []
    return read


def as_drawn(step):
    return sorted(mark.text or mark.attributes["height"] for mark in step.marks.values())


@pytest.fixture(scope="module")
def offline_file(tmp_path_factory):
    def put(text):
        path = tmp_path_factory.mktemp("scene") / "example.html"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_a_key_moves_a_scene_on_and_back(offline, offline_file, plain_type):
    path = offline_file(deck(written("{{< scene likelihood after=letters >}}", "The next."), "example"))
    with offline(path) as tab:
        tab.wait_for_function("Reveal.isReady()")
        tab.evaluate("Reveal.slide(Reveal.getIndices(document.getElementById('extra0')).h, "
                     "Reveal.getIndices(document.getElementById('extra0')).v)")  # fmt: skip
        caption = tab.locator(".scene figcaption li.now")
        assert sorted(tab.evaluate(SHOWN)) == as_drawn(STEPS[0])
        for step in STEPS[1:]:
            tab.keyboard.press("ArrowRight")
            assert caption.inner_text() == step.caption
            assert tab.locator(".scene desc").text_content() == step.caption
            tab.wait_for_function(
                f"seen => JSON.stringify(({SHOWN})().sort()) === seen",
                arg=json.dumps(as_drawn(step), ensure_ascii=False, separators=(",", ":")),
            )
        tab.keyboard.press("ArrowRight")
        assert tab.evaluate("Reveal.getCurrentSlide().id") == "extra1"
        tab.emulate_media(reduced_motion="reduce")
        tab.keyboard.press("ArrowLeft")
        assert sorted(tab.evaluate(SHOWN)) == as_drawn(STEPS[-1]), "who comes back finds the last step"
        tab.keyboard.press("ArrowLeft")
        assert sorted(tab.evaluate(SHOWN)) == as_drawn(STEPS[-2]), "and without motion at once"


def test_on_a_page_it_is_stepped_by_buttons_and_printed_whole(offline, offline_file):
    read = written("{{< scene likelihood after=letters >}}")
    path = offline_file(page(read.notebook, "example", drawn=read.scenes()))
    with offline(path, width=360, height=800) as tab:
        tab.emulate_media(reduced_motion="reduce")
        tab.evaluate(
            "for (const answer of document.querySelectorAll('course-answer')) answer.removeAttribute('hidden')"
        )
        scene = tab.locator("figure.scene")
        back, forward = (scene.get_by_role("button", name=name) for name in ("Step back", "Next step"))
        assert back.is_disabled()
        height = scene.bounding_box()["height"]
        for _ in STEPS[1:]:
            forward.click()
        assert forward.is_disabled()
        assert scene.locator(".turn span").inner_text() == f"{len(STEPS)} of {len(STEPS)}"
        assert abs(scene.bounding_box()["height"] - height) < 1, "nothing jumps"
        assert min(forward.bounding_box()["width"], forward.bounding_box()["height"]) >= 44
        back.focus()
        tab.keyboard.press("ArrowLeft")
        said = scenes.scene("likelihood", "page").steps[-2].caption
        assert scene.locator("figcaption li.now").inner_text() == said
        tab.emulate_media(media="print")
        assert not scene.locator(".turn").is_visible()
        assert [item.is_visible() for item in scene.locator("figcaption li").all()] == [True] * len(STEPS)


TEXTS = """() => [...document.querySelectorAll("[data-step]")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim())
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  const isOut = (box) => box.left < frame.left - 1 || box.right > frame.right + 1
    || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
  const meet = (one, other, from, to, least) =>
    Math.min(one[to], other[to]) - Math.max(one[from], other[from]) > least;
  return texts.flatMap(([said, box], k) => {
    const over = texts.slice(k + 1).filter(([, other]) =>
      meet(box, other, "left", "right", 1) && meet(box, other, "top", "bottom", 4));
    return [...(isOut(box) ? [`${svg.dataset.step}: ${said} is cut off`] : []),
      ...over.map(([other]) => `${svg.dataset.step}: ${said} over ${other}`)];
  });
})"""


def test_no_text_of_any_step_is_cut_off_or_lies_over_another(offline, offline_file):
    """All steps of all scenes in one page, in both sizes."""
    drawn = [
        f'<div class="scene"><svg data-step="{name} {box} {k}" viewBox="0 0 {scene.box.width} {scene.box.height}" '
        f'style="width: {scene.box.width}px; height: {scene.box.height}px; flex: none">{still(step)}</svg></div>'
        for box in BOXES
        for name in scenes.names()
        for scene in [scenes.scene(name, box)]
        for k, step in enumerate(scene.steps, start=1)
    ]
    style = fonts.MARK + asset("templates/shared.css") + asset("templates/scene.css")
    text = f'<!DOCTYPE html><meta charset="utf-8"><style>{style}</style>{scenes.SHAPES}{"".join(drawn)}'
    with offline(offline_file(fonts.with_fonts(text))) as tab:
        assert tab.evaluate(TEXTS) == []
