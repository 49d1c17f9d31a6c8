"""The class report as it is read: every size of class, every sentence, every link."""

import re
from html.parser import HTMLParser

import pytest
from support.invented_class import assignment, person

from course_tools.homework.class_report import mistakes
from course_tools.homework.class_report.in_words import agree, count, number, percent
from course_tools.homework.class_report.next_lecture import slide
from course_tools.homework.class_report.page import Links, _same, page
from course_tools.lecture import Lecture

HW = assignment("hw1", first=2, second=4)
PLURALS = r"submission|answer|pair|test|failure|student"


def a_class(n):
    """Every third has a sum for a mean, every fourth a wrong sign, the first one waits for a human."""
    people = []
    for k in range(n):
        wrong = {"first": k % 3 == 0, "second": k % 4 == 0}
        keys = {"first": "sum_for_mean", "second": "wrong_sign"}
        points = {"first": 0 if wrong["first"] else 2, "second": 0 if wrong["second"] else k % 5}
        attention = ["it ended early"] if k == 0 else []
        named = {question: keys[question] for question in keys if wrong[question]}
        failed = ["second"] if k == 1 else []  # for no reason that has a name
        late = k in (0, 5)
        people.append(person(f"s{k}", points, named=named, failed=failed, attention=attention, timed_out=late))
    return people


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.said, self.links = [], []

    def handle_data(self, data):
        self.said.append(data)

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("href", "src", "action", "srcset")]
        if tag in ("p", "li", "h1", "h2", "td", "th", "text", "desc", "title", "summary"):
            self.said.append("\n")


def read(html):
    words = _Words()
    words.feed(str(html).partition("</style>")[2])
    return "\n".join(" ".join(line.split()) for line in "".join(words.said).splitlines() if line.strip()), words.links


def drawn(people, folder, names=False, **more):
    return read(page(HW, people, Links(folder, folder / "site", folder / "slides"), names, **more))


@pytest.mark.parametrize("n", [0, 1, 3, 200, 2000])
def test_sentences_agree_with_their_numbers(n, tmp_path):
    text, _ = drawn(a_class(n), tmp_path)
    assert not re.search(rf"(?<![\d,.])1 ({PLURALS})s\b", text)
    assert not re.search(rf"(?<![\d,])(?:0|[2-9]|\d[\d,]*\d) ({PLURALS})\b(?! \d)", text)
    assert not re.search(r"(?<![\d,])1 (?:of them |more )?\w* ?(?:were|are|need|wait|have) ", text)
    assert f"{n:,} submission" in text if n else "Nobody has handed in yet." in text
    assert "None" not in text.replace("\nNone.", "")
    assert "nan" not in text


def test_the_figures_are_those_of_the_class(tmp_path):
    text, _ = drawn(a_class(200), tmp_path)
    assert re.search(r"67 of 200 *\n? *a sum in place of a mean in first", text)
    assert re.search(r"50 of 200 *\n? *a wrong sign in second", text)
    assert text.index("a sum in place") < text.index("a wrong sign")
    assert "No section is about it alone." in text
    assert "118 tests failed in the class, and 117 of these failures name a mistake." in text
    assert re.search(r"first\n2\n66 % 133 of 200", text)
    assert "1 submission needs attention." in text
    assert "2 submissions met a time limit." in text
    values = [sum(person.points.values()) for person in a_class(200)]
    assert f"mean {sum(values) / 200:.2f}".rstrip("0") in text
    table = text.partition("The same as a table")[2]
    rows = re.findall(r"from (\d) to below \d\n(\d+)|^6\n(\d+)$", table, re.MULTILINE)
    assert [int(count or last) for _, count, last in rows][:7] == [values.count(k) for k in range(7)]


def test_who_could_not_be_run_is_in_no_figure(tmp_path):
    people = [*a_class(3), person("none", {"first": 0, "second": 0}, ran=False, attention=["no notebook"])]
    text, _ = drawn(people, tmp_path)
    assert "4 submissions. 1 of them could not be run and is in none of the figures" in text
    assert "1 of 3" in text
    assert "2 submissions need attention." in text


def test_few_students_get_no_correlation_and_are_told_why(tmp_path):
    text, _ = drawn(a_class(9), tmp_path)
    assert "with 9 submissions a correlation is mostly chance" in text
    assert "fewer than 10 students" in text
    text, _ = drawn(a_class(100), tmp_path)
    assert "n = 100." in text
    assert "between −0.20 and +0.20" in text


def test_a_question_that_waits_is_said_and_in_no_total(tmp_path):
    people = [person("x", {"first": 2, "second": None}, waiting=["second"]), person("y", {"first": 1, "second": 4})]
    text, _ = drawn(people, tmp_path)
    assert "2 submissions, of 2 points: lowest 1, median 1.5, mean 1.5, highest 2." in text
    assert "Without second, where not everybody has points yet." in text
    assert "1 answer waits for a human" in text
    all_wait = [person("x", {"first": None, "second": None}, waiting=["first", "second"])]
    assert "No question has points for everybody yet." in drawn(all_wait, tmp_path)[0]


def test_names_are_there_only_if_they_are_asked_for(tmp_path):
    code = "def f(a):\n" + "".join(f"    x{k} = {k} * a.b + {k * k} / a.c{k}\n" for k in range(20))
    people = [person(name, {"first": 2, "second": 4}, attention=["it <ended> early"], code=[code])
              for name in ("Anna <b>", "Bela")]  # fmt: skip
    text, _ = drawn(people, tmp_path)
    assert "Anna" not in text
    assert "Bela" not in text
    assert "1 and 2\n100 %" in text
    text, _ = drawn(people, tmp_path, names=True)
    assert "Anna <b> and Bela\n100 %" in text
    assert "it <ended> early" in text


def test_links_lead_to_what_is_built_and_nothing_else_is_asked_for(tmp_path):
    text, links = drawn(a_class(3), tmp_path)
    assert links == []
    assert "course site and course slides build them" in text
    for folder in ("site", "slides"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "03_bce_and_sgd.html").write_text("")
    text, links = drawn(a_class(3), tmp_path)
    assert links == [
        "slides/03_bce_and_sgd.html#/mean-and-sum", "site/03_bce_and_sgd.html#8-how-the-rows-become-one-update"
    ]  # fmt: skip
    assert "build them" not in text
    html = page(HW, a_class(3), Links(tmp_path, "https://example.org/c/", "https://example.org/d"))
    assert read(html)[1] == [
        "https://example.org/d/03_bce_and_sgd.html#/mean-and-sum",
        "https://example.org/c/03_bce_and_sgd.html#8-how-the-rows-become-one-update",
    ]
    assert "default-src 'none'; style-src 'unsafe-inline'" in html
    assert "<script" not in html


def test_the_histogram_is_described_for_who_does_not_see_it(tmp_path):
    html = page(HW, a_class(5), Links(tmp_path))
    svg = re.search(r'<svg[^>]*role="img" aria-labelledby="([^"]+)"', html)
    for name in svg[1].split():
        assert f'id="{name}">' in html
    heights = [float(h) for h in re.findall(r'<rect[^>]*height="([\d.]+)"', html)]
    values = [sum(person.points.values()) for person in a_class(5)]
    expected = [values.count(k) for k in range(7) if values.count(k)]
    assert [h / max(heights) for h in heights] == pytest.approx([n / max(expected) for n in expected], abs=0.01)


def test_a_group_with_the_same_code_is_one_line_and_many_are_not_named():
    said = [_same(group, [f"n{k}" for k in range(20)]) for group in ([0, 4, 5], list(range(11)))]
    assert said == ["n0, n4 and n5 are the same, token for token.", "11 submissions are the same, token for token."]


# ------------------------------------------------------------ the slide


def test_the_slide_is_one_of_a_lecture_without_faults():
    people = [*a_class(4), person("t", {}, named={"first": "uphill"}), person("u", {}, named={"first": "other_class"})]
    text = slide("hw1", mistakes.by_frequency(people, ["first", "second"]), 6)
    said = Lecture.from_text(f"---\nminutes: 4\n---\n\n{text}", None, "next.md")
    (only,) = said.slides
    assert said.misread == ()
    assert (only.title, only.anchor, only.minutes) == ("What went wrong in hw1", "hw1-mistakes", 4)
    (body,) = only.blocks
    assert body.source.splitlines() == [
        "- **A sum in place of a mean**, 2 of 6: *Mean or sum?*, notebook 03, section 8 · How the rows become one "
        "update",
        "- **A step uphill**, 1 of 6: *From the weight to the loss: three slopes*, notebook 03, section 4 · The "
        "gradient is the error times x",
        "- **A wrong sign**, 1 of 6",
    ]
    assert "three mistakes most often" in only.notes
    assert "s0" not in text


def test_without_a_mistake_there_is_no_slide():
    assert slide("hw1", [], 6) == ""


@pytest.mark.parametrize(("n", "words"), [(1, "one mistake"), (2, "two mistakes"), (5, "three mistakes")])
def test_the_slide_has_at_most_three(n, words):
    keys = ["sum_for_mean", "uphill", "other_class", "always_half", "wrong_sign"][:n]
    text = slide("My hw 2", mistakes.by_frequency([person(key, {}, named={"q": key}) for key in keys], ["q"]), 9)
    assert f"the tests named {words} most often" in text
    assert text.count("\n- **") == min(n, 3)
    assert "{#my-hw-2-mistakes " in text


# ------------------------------------------------------------ words


def test_numbers_in_words():
    assert [count(n, "pair") for n in (0, 1, 2, 2000)] == ["0 pairs", "1 pair", "2 pairs", "2,000 pairs"]
    assert (agree(1, "needs"), agree(0, "needs"), agree(2, "was")) == ("needs", "need", "were")
    assert [percent(share) for share in (0, 0.001, 0.5, 0.996, 1)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]
    assert [number(value) for value in (-0.001, -1.5, 2.0, 2 / 3, 120)] == ["0", "−1.5", "2", "0.67", "120"]
