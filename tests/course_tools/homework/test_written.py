"""Markdown of students', read as formgrader reads it: what it opens, and what it loads."""

import base64
import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from support.rows import each_row

from course_tools.homework import written
from course_tools.homework.written import LONGEST, MARK, MOST_SHOWN, Patience, TooLong, harmless

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 9).decode()
GIF = base64.b64encode(b"GIF89a" + b"0" * 9).decode()
WEBP = base64.b64encode(b"RIFF\x10\x00\x00\x00WEBP" + b"0" * 9).decode()
SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()


def shown(made):
    """HTML as formgrader's, which puts a pasted picture into it, and fails without."""
    return MarkdownWithMath(renderer=IPythonRenderer(escape=False, attachments=made.pictures)).render(made.source)


def opens(made):
    """The addresses of its links, and of its pictures but for the pasted ones."""
    tags = re.findall(r"<[A-Za-z][^>]*>", shown(made))
    found = [address for tag in tags for address in re.findall(r'(?:href|src)="([^"]*)"', tag)]
    return [address for address in found if not address.startswith("data:image/")]


HARMFUL = [
    "[x](javascript:alert(1))", r"[x](javascript\:alert(1))", r"[x](java\script\:alert(1))", "[x](JaVaScRiPt:1)",
    "[x](&#106;avascript:1)", "[x](javascript&colon;1)", "[x](<javascript:1>)", "[x](\njavascript:1)",
    r"[x](data\:text/html,1)", "[x](data:text/html;base64,PHNjcmlwdD4=)", r"[x](vbscript\:1)", "[x](file:///etc/passwd)",
    "[x](//evil.example/x)", "[x](/api/contents)", "[x](../other.html)", "[x]( \\javascript:1 'title')",
    "[x][y]\n\n[y]: javascript:1", "[y]\n\n[y]:\n   java\\script\\:1", "[x][]\n\n[x]: <data:text/html,1>",
    "![x][y]\n\n[y]: https://evil.example/x.png", "![x](https://evil.example/x.png)", "![x](/api/contents)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)", "![x](data:text/html;base64,PHN2Zy8+)", "![x](attachment:../../x)",
    "<javascript:alert(1)>", "<script>1</script>", "<img src=x onerror=1>", "<a href='javascript:1'>x</a>", "<!-- -->",
    "<iframe src='https://evil.example'>", "<?x?>", "<![CDATA[<script>]]>", "```mermaid\n<script>1</script>\n```",
    "~~~  mermaid\nx\n~~~", "[![x](attachment:a.png)](javascript:1)", "`[`x](javascript:1)`]`",
    "![\\](x)](javascript:1)", "![a](attachment:picture-1)](javascript:1)", "$x$ [x](javascript:$x$)",
    "> [x](javascript:1)", "- [x](javascript:1)",
    "| a |\n| - |\n| [x](javascript:1) |", "x\n: [y](javascript:1)", "# [x](javascript:1)", "~~[x](javascript:1)~~",
]  # fmt: skip


@each_row("text", HARMFUL)
def test_nothing_is_opened_but_the_web_and_nothing_loaded(text):
    made = harmless(text, {"a.png": {"image/png": PNG}})
    assert [address for address in opens(made) if not re.match(r"(https?://|mailto:|#)[^\s]*$", address)] == []
    html = shown(made)
    known = r"p|em|strong|code|pre|a|h\d|ul|li|blockquote|table|thead|tbody|tr|t[hd]|img|del|d[ltd]|span|br"
    assert not re.search(rf"<(?!/?({known})\b)", html), html
    assert not re.search(r"<img[^>]*src=\"(?!data:image/(png|jpeg|gif|webp);)", html)
    assert 'class="mermaid"' not in html


TEXT = st.lists(st.sampled_from([
    "[", "]", "(", ")", "!", "<", ">", ":", "\\", "`", "$", "&#58;", "&colon;", "\n", " ", "x", "javascript", "data",
    "https://a.b", "//a.b", "attachment:a.png", "#", "|", "- ", "> ", "*", '"', "\x01", "\u200b", "```", "~~~",
]), max_size=14).map("".join)  # fmt: skip


@given(st.one_of(TEXT, st.tuples(TEXT, st.sampled_from(HARMFUL), TEXT).map("".join)))
def test_whatever_is_written_nothing_is_opened_but_the_web(text):
    made = harmless(text, {"a.png": {"image/png": PNG}})
    assert [address for address in opens(made) if not re.match(r"(https?://|mailto:|#)[^\s]*$", address)] == []


@each_row("text", [
    "<script>", "</b>", "<!-- -->", "&#106;avascript:", "[a](data:text/html,1)", "[a]: x:y",
])  # fmt: skip
def test_what_is_no_markup_any_more_looks_the_same(text):
    made = harmless(text).source
    assert made != text
    assert made.replace(MARK, "") == text


@each_row(("text", "link"), [
    ("[x](https://a.example/b?c=1&d=2)", "https://a.example/b?c=1&amp;d=2"),
    ("[x](mailto:a@b.example)", "mailto:a@b.example"),
    ("[x][y]\n\n[y]: https://a.example", "https://a.example"), ("see https://a.example/b", "https://a.example/b"),
    ("[x](https://a.example 'a title')", "https://a.example"),
])  # fmt: skip
def test_links_to_the_web_stay(text, link):
    assert opens(harmless(text)) == [link]
    assert harmless(text).source == text


def test_plain_words_stay():
    for text in ("1 < 2 and a & b, `x <= y`, data set, $\\sigma(z)$\n\n| a |\n|---|\n| 1 |", "**b** a[0] (see [1])"):
        assert harmless(text).source == text
    made = harmless("$a<b$ in a[i](b), R&D").source
    assert MARK in made
    assert made.replace(MARK, "") == "$a<b$ in a[i](b), R&D"


@each_row(("kind", "data"), [
    ("image/png", PNG), ("image/gif", GIF), ("image/webp", WEBP),
    ("image/jpeg", base64.b64encode(b"\xff\xd8\xff00").decode() + "\n"),
])  # fmt: skip
@each_row("text", [
    "![a b](attachment:a%20b.x)", "![](attachment:a b.x)", "![](<attachment:a b.x> 'title')",
    '<img src="attachment:a b.x" width="300">',
])  # fmt: skip
def test_a_pasted_picture_is_shown_whatever_it_is_called(text, kind, data):
    made = harmless(text, {"a b.x": {kind: data, "text/html": "<b>"}})
    assert made.pictures == {"picture-1": {kind: data.strip()}}
    assert f'src="data:{kind};base64,{data.strip()}"' in shown(made)


def test_a_picture_in_the_text_is_shown_however_long_it_is():
    long = base64.b64encode(b"GIF89a" + b"0" * 60_000).decode()
    made = harmless(f"Here:\n\n![x](data:image/gif;base64,{long})\n\nand on")
    assert f'src="data:image/gif;base64,{long}"' in shown(made)
    assert "<p>and on</p>" in shown(made)


@each_row(("attachments", "said"), [
    ({}, "was not handed in"), ({"a.x": {}}, "was not handed in"), ({"a.x": 1}, "was not handed in"),
    ({"a.x": {"image/svg+xml": SVG}}, "is no PNG, JPEG, GIF or WebP and is not shown here: image/svg+xml"),
    ({"a.x": {"image/png": GIF}}, "is no PNG"), ({"a.x": {"image/png": "%"}}, "is no PNG"),
    ({"a.x": {"image/png": [PNG]}}, "is no PNG"), ({"a.x": {"text/html": "<b>"}}, "is no PNG"),
])  # fmt: skip
def test_in_place_of_a_picture_that_cannot_be_shown_stands_why(attachments, said):
    made = harmless("See ![x](attachment:a.x).", attachments)
    assert f"(the picture “a.x” {said}" in shown(made)  # which fails where formgrader does
    assert made.pictures == {}


@each_row("command", ["href", "style", "class", "cssId", "require"])
def test_a_formula_makes_no_link(command):
    made = harmless(rf"$\def\x{{\{command}{{javascript:1}}{{y}}}}\x$ and $\sigma \classy \hrefs$").source
    assert rf"\{command}{{" not in made
    assert r"\sigma \classy \hrefs" in made


def test_what_is_too_long_is_shown_as_it_was_typed():
    for size, shown_at_least in ((LONGEST + 1, LONGEST + 1), (10 * MOST_SHOWN, MOST_SHOWN)):
        made = harmless("``` [x](javascript:1) <b>" + "a" * size).source
        assert made.startswith("````\n``` [x](javascript:1) <b>aaa")
        assert shown_at_least < len(made) < MOST_SHOWN + 200
    assert opens(written.Written(made)) == []


@pytest.mark.slow
@pytest.mark.parametrize("text", ["`" * LONGEST, r"\begin{a}" * (LONGEST // 9), "j" + " " * (LONGEST - 2) + "x"])
def test_all_texts_of_a_notebook_share_the_time(text):
    patience = Patience(0.2)
    made = [harmless(text, patience=patience) for _ in range(40)]
    # one alone can take seconds
    assert all(one.source == written.as_typed(text) for one in made[5:])
    assert patience.left <= 0
    assert harmless("[x](javascript:1)", patience=patience).source == "```\n[x](javascript:1)\n```"


def test_time_that_is_over_is_no_error_that_is_caught():
    def stubborn():
        with patience:
            while True:
                with contextlib.suppress(Exception):
                    sum(range(1000))

    patience = Patience(0.05)
    with pytest.raises(TooLong):
        stubborn()
    with pytest.raises(TooLong), patience:
        raise AssertionError("nothing is left")
