"""The JavaScript of a figure: what is joined into one module, and what is refused before a browser sees it."""

import importlib.util
import re
import sys

import anywidget
import pytest
from support.notebook_checks import ROOT

from course_utils.widgets import base, javascript, tokens

USES_SHARED = 'import { figure, row } from "../widgets/shared.js";\n\n'
GUARD = "export function guard() {}\n"
BUILD = "export function build({ model, el }) {\n  row(el);\n}\n"


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A figure's file with this text, beside a small shared.js: `written("…")` is its path."""
    widgets, figures = tmp_path / "widgets", tmp_path / "figures"
    widgets.mkdir()
    figures.mkdir()
    (widgets / "shared.js").write_text(
        "let last = 0;\nexport function row(el) {\n  return el;\n}\nexport const figure = 1;\n"
        "export function guard(el, work) {\n  return work;\n}\n"
    )
    monkeypatch.setattr(javascript, "SHARED", widgets / "shared.js")

    def write(text):
        (figures / "mine.js").write_text(text)
        return figures / "mine.js"

    return write


def test_the_parts_keep_their_own_scopes_and_nothing_is_left_to_fetch(written):
    joined = str(base.module(written(USES_SHARED + "let last = 1;\n" + BUILD)))
    shared, own = joined.split("const build = ")
    assert shared.startswith("const shared = (() => {\nlet last = 0;\nfunction row(el) {")
    assert shared.endswith("return { row, figure, guard };\n})();\n")
    assert own.startswith("(({ figure, row }) => {\nlet last = 1;\nfunction build({ model, el }) {\n  row(el);\n}\n")
    assert re.findall(r"\b(?:import|export) .*", joined) == ["export default {"]


def test_names_may_be_imported_over_several_lines_and_after_a_comment(written):
    text = '// A figure.\nimport {\n  figure,\n  row,\n} from "../widgets/shared.js";\n' + BUILD
    joined = str(base.module(written(text)))
    assert "(({ figure, row }) => {\n// A figure.\nfunction build(" in joined


def test_a_figure_that_imports_nothing_is_a_module_too(written):
    joined = str(base.module(written("export function build() {}\n")))
    assert "const build = (({  }) => {\nfunction build() {}\nreturn build;\n})(shared);" in joined


def test_words_that_only_look_like_statements_stay_as_they_are(written):
    text = (
        "// import and export\n"
        'const words = "import { x } from y";\n'
        'const tick = "`";\n'
        "const important = 1, exported = 2;\n"
        "const long = `\n  one \\`\n  two`;\n"
    )
    assert text in str(base.module(written(USES_SHARED + text + BUILD)))


REFUSED = {
    "a default import": ('import row from "../widgets/shared.js";\n' + BUILD, "line 1: `import row from"),
    "all names at once": ('import * as all from "../widgets/shared.js";\n' + BUILD, "line 1: `import * as all"),
    "another name": ('import { row as line } from "../widgets/shared.js";\n' + BUILD, "line 1: `import { row as"),
    "an import for its effects": ('import "../widgets/shared.js";\n' + BUILD, "line 1: `import "),
    "another file": (USES_SHARED + 'import { row } from "./other.js";\n' + BUILD, "line 3: `import { row } from"),
    "a library": ('import { scale } from "https://example.org/d3.js";\n' + BUILD, "line 1: `import { scale }"),
    "no semicolon": (USES_SHARED.replace(";", "") + BUILD, "line 1: `import { figure, row }"),
    "a second statement on the line": ("const a = 1; export const b = 2;\n" + BUILD, "line 1: `const a = 1; export"),
    "a statement that is indented": ("  export const b = 2;\n" + BUILD, "line 1: `export const b = 2;`"),
    "an import while it runs": (USES_SHARED + BUILD + "import('./more.js');\n", "line 6: `import('./more.js');`"),
    "its own address": (USES_SHARED + BUILD + "log(import.meta.url);\n", "line 6: `log(import.meta.url);`"),
    "a default export": (USES_SHARED + BUILD + "export default { build };\n", "line 6: `export default { build };`"),
    "a list of exports": ("function build() {}\nexport { build };\n", "line 2: `export { build };`"),
    "an exported class": ("export class A {}\n" + BUILD, "line 1: `export class A {}`"),
    "an exported variable": ("export let a = 1;\n" + BUILD, "line 1: `export let a = 1;`"),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_joined_is_refused_with_its_line(written, refuses, text, words):
    with refuses(ValueError, "mine.js, " + words, "cannot be joined", "export function …"):
        base.module(written(text))


@pytest.mark.parametrize("line", ['import { row } from "../widgets/shared.js";', "export const a = 1;"])
def test_a_text_over_several_lines_is_not_taken_for_a_statement(written, refuses, line):
    with refuses(ValueError, "mine.js, line 4", "it stands in a text between backticks"):
        base.module(written(USES_SHARED + f"const shown = `\n{line}\n`;\n{BUILD}"))


@pytest.mark.parametrize(
    "declared",
    ["const row = 1;", "let row;", "var row;", "class row {}", "async function row() {}", "function* row() {}"],
)
def test_a_name_that_is_imported_and_declared_is_refused(written, refuses, declared):
    with refuses(ValueError, "mine.js imports row from shared.js and declares a row of its own"):
        base.module(written(USES_SHARED + declared + "\n" + BUILD))


def test_a_longer_name_is_another_one(written):
    assert "const rows = 1;" in str(base.module(written(USES_SHARED + "const rows = 1;\n" + BUILD)))


def test_a_name_that_is_not_there_is_refused(written, refuses):
    with refuses(ValueError, "mine.js imports last, which shared.js does not export"):
        base.module(written('import { row, last } from "../widgets/shared.js";\n' + BUILD))


@pytest.fixture
def parts(written):
    """shared.js made of parts: `parts(one="…", other="…")` writes them, in this order; returns a figure's path."""

    def write(**texts):
        figure = written(USES_SHARED.replace("figure, row", "row") + BUILD)
        for name, text in texts.items():
            (javascript.SHARED.parent / f"{name}.js").write_text(text)
        named = "".join(f'export * from "./{name}.js";\n' for name in texts)
        javascript.SHARED.write_text(f"// What there is.\n\n{named}")
        return figure

    return write


def test_shared_parts_stand_in_one_scope_in_their_order_and_import_from_each_other(parts):
    figure = parts(
        arithmetic="export function half(x) {\n  return x / 2;\n}\n",
        rows='import { half } from "./arithmetic.js";\n\nexport function row(el) {\n  return half(el);\n}\n'
        "export function guard() {}\n",
    )
    joined = str(base.module(figure))
    assert joined.index("function half") < joined.index("function row")
    assert "return { half, row, guard };" in joined
    assert "import" not in joined


def test_a_table_is_written_into_the_module(parts):
    figure = parts(
        rows='import TABLE from "./table.json" with { type: "json" };\n\nexport const row = () => TABLE.size;\n'
        "export function guard() {}\n",
    )
    (javascript.SHARED.parent / "table.json").write_text('{\n  "size": 14\n}\n')
    assert 'const TABLE = {"size": 14};\n' in str(base.module(figure))


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (
            {"one": "let last = 0;\nexport function row() {}\n", "two": "const last = 1;\n" + GUARD},
            ["two.js declares last, and so does one.js: the parts share a scope"],
        ),
        (
            {"one": 'import { row } from "./two.js";\n' + GUARD, "two": "export function row() {}\n"},
            ["one.js imports row, which no part before it in shared.js exports"],
        ),
    ],
    ids=["one name twice", "a part that comes later"],
)
def test_parts_that_do_not_go_together_are_refused(parts, refuses, texts, words):
    with refuses(ValueError, *words):
        base.module(parts(**texts))


def test_light_dark_and_sizes_are_those_of_the_table():
    light, dark = (tokens.properties(shade) for shade in ("light", "dark"))
    assert f"--cu-model: {tokens.TOKENS['colours']['model']['light']};" in light
    assert light != dark
    assert base.CSS.count(light) == 1
    assert base.CSS.count(dark) == 2
    assert "--cu-text-size: 14px;" in base.CSS
    assert "--cu-target-size: 44px;" in base.CSS
    assert not re.search(r"/\* (?:light|dark|sizes) \*/", base.CSS)


def test_one_table_for_pictures_and_live_figures():
    from course_utils import plotting

    for name in ("negative", "positive", "truth", "model"):
        assert getattr(plotting, name.upper()) == tokens.COLOURS[name]
    assert {meaning: tokens.marker(meaning) for meaning in ("you", "best", "start", "positive", "negative")} == {
        "you": "D", "best": "*", "start": "s", "positive": "^", "negative": "o",
    }  # fmt: skip
    symbols = tokens.TOKENS["symbols"]
    shapes = [symbol["shape"] for name, symbol in symbols.items() if name not in ("handle", "observed")]
    assert len(set(shapes)) == len(shapes), "one symbol, one meaning"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("function build() {}\n", "it exports nothing"),
        ("export function draw() {}\n", "it exports draw"),
        (BUILD + "export const a = 1;\n", "it exports build, a"),
    ],
)
def test_a_figure_exports_build_and_nothing_else(written, refuses, text, words):
    with refuses(ValueError, "mine.js must export one function, build", words):
        base.module(written(text))


def test_a_file_is_read_once_and_with_course_dev_anew_for_each_figure(written, monkeypatch):
    monkeypatch.delenv("COURSE_DEV", raising=False)
    path = written(USES_SHARED + "const first = 1;\n" + BUILD)

    class Figure(anywidget.AnyWidget):
        _esm = base.module(path)
        _css = base.Source(path.read_text)

    written(USES_SHARED + "const second = 2;\n" + BUILD)
    for value, shown in ((None, "const first = 1;"), ("1", "const second = 2;"), ("0", "const first = 1;")):
        if value:
            monkeypatch.setenv("COURSE_DEV", value)
        figure = Figure()
        assert shown in figure._esm
        assert shown in figure._css
        figure.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a link needs rights there")
def test_a_course_in_a_folder_behind_a_link_is_the_same_course(tmp_path):
    (tmp_path / "course").symlink_to(ROOT)
    package = tmp_path / "course" / "course_utils"
    spec = importlib.util.spec_from_file_location("behind_a_link", package / "widgets" / "javascript.py")
    spec.loader.exec_module(linked := importlib.util.module_from_spec(spec))
    quiz = "exercises/quiz.js"
    assert str(linked.module(package / quiz)) == str(javascript.module(ROOT / "course_utils" / quiz))
