"""The text of a lecture, read into slides.

Written in the conventions of Quarto's reveal decks; docs/lecturing.md has them in a table. Markdown-it
finds the blocks of the file; text keeps its lines as they are written and is turned into HTML later.
"""

import shlex
from dataclasses import dataclass, field, replace

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs.parse import ParseError
from mdit_py_plugins.attrs.parse import parse as parse_attributes
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ..render import slug
from ._parts import OPENING_KINDS, Code, Embed, Part, Poll, Slide, Text

PATH_MINUTES = 50
PAUSE = ". . ."
SHOWN = ("code", "output", "figure")
FRONT_MATTER = ("minutes", "path")
SHORTCODES = "{{< embed CELL code|output|figure >}} and {{< poll CELL >}}"


@dataclass
class Read:
    """What a text says: the slides, the promise of its front matter, and what could not be understood."""

    slides: list = field(default_factory=list)
    minutes: float | None = None
    path_minutes: float = PATH_MINUTES
    faults: list = field(default_factory=list)


def read_markup(text, name):
    """The slides that a text describes.

    Parameters
    ----------
    text : str
    name : str
        How its file is called in the places of slides and faults, as `name:line`.

    Returns
    -------
    Read
        Never raises for what is written in the text: each fault says where it is and what was expected.
    """
    reader = _Reader(text, name)
    for token in reader.blocks():
        reader.take(token)
    return reader.finished()


def _parser():
    parser = MarkdownIt("commonmark").disable(["lheading"])
    parser.use(front_matter_plugin).use(dollarmath_plugin)
    return parser.use(container_plugin, "div", validate=lambda said, marker: bool(said.strip()))


class _Reader:
    """Goes through the blocks of a text once, from the first line to the last."""

    def __init__(self, text, name):
        self.name, self.lines = name, text.splitlines()
        self.tokens = _parser().parse(text)
        self.read = Read()
        self.section = ""
        self.slide = None  # the slide that is being read, without its parts
        self.parts, self.blocks_of_part, self.notes = [], [], []
        self.paused = None  # the line of the pause that the blocks come after
        self.written = None  # (first, last) line of the text that is being read
        self.line = 0

    def blocks(self):
        """The outermost blocks, each as the index of its first token."""
        for index, token in enumerate(self.tokens):
            if token.level == 0 and token.nesting >= 0:
                yield index

    def fault(self, message, line=None):
        self.read.faults.append(f"{self.place(line)}: {message}")

    def place(self, line=None):
        return f"{self.name}:{(self.line if line is None else line) + 1}"

    # ------------------------------------------------------------ blocks

    def take(self, index):
        token = self.tokens[index]
        if token.map:
            self.line = token.map[0]
        content = self.tokens[index + 1].content.strip() if token.nesting == 1 else ""
        lines = [line.strip() for line in content.splitlines()] if token.type == "paragraph_open" else []
        if token.type == "front_matter":
            self.front_matter(token)
        elif token.type == "heading_open" and token.tag in ("h1", "h2"):
            self.heading(token.tag, content)
        elif token.type == "container_div_open":
            self.div(token)
        elif token.type == "fence":
            self.code(token)
        elif any(line.startswith("{{<") for line in lines):
            for self.line, line in enumerate(lines, start=token.map[0]):
                self.shortcode(line)
        elif PAUSE in lines:
            self.pause(content)
        elif token.type == "hr":
            self.fault("a line of dashes begins no slide; a slide begins with a heading, ## Title {minutes=2}")
        elif lines and lines[0].startswith(":::"):
            self.fault(f"{lines[0]!r} closes nothing; speaker notes begin with ::: {{.notes}}")
        else:
            self.text(index)

    def front_matter(self, token):
        try:
            said = yaml.safe_load(token.content)
        except yaml.YAMLError as error:
            self.fault(f"the front matter is no YAML: {str(error).splitlines()[0]}")
            return
        if not isinstance(said, dict):
            self.fault(f"the front matter must hold keys, like `minutes: 90`; got {said!r}")
            return
        for key, value in said.items():
            if key not in FRONT_MATTER:
                self.fault(f"{key!r} is unknown in the front matter; there are {', '.join(FRONT_MATTER)}")
            elif isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                self.fault(f"{key} must be a number of minutes; got {value!r}")
            elif key == "minutes":
                self.read.minutes = value
            else:
                self.read.path_minutes = value

    def heading(self, tag, content):
        self.end_slide()
        title, said = self.attributes_behind(content)
        if tag == "h1":
            self.section = title
            if said:
                given = ", ".join(f"{key}={value}" for key, value in said.items())
                self.fault(f"a section takes no attributes; got {given}; those of a slide stand behind ##")
            return
        classes = said.pop("class", "").split()
        kinds = [name for name in classes if name in OPENING_KINDS]
        for name in classes:
            if name not in (*OPENING_KINDS, "path"):
                self.fault(f"class .{name} is unknown; a slide may be .path, .title, .objectives or .outline")
        anchor, minutes = said.pop("id", ""), said.pop("minutes", "0")
        for key, value in said.items():
            self.fault(f"attribute {key}={value} is unknown; a slide takes #anchor, .path and minutes=2")
        self.slide = Slide(
            kind=kinds[0] if kinds else "plain",
            title=title,
            anchor=anchor,
            place=self.place(),
            section=self.section,
            minutes=self.number(minutes),
            path="path" in classes or bool(kinds),  # nobody skips the opening
            below=bool(self.section and self.read.slides and self.read.slides[-1].section == self.section),
        )

    def number(self, said):
        try:
            return float(said)
        except ValueError:
            self.fault(f"minutes must be a number, like minutes=2; got {said!r}")
            return 0

    def attributes_behind(self, content):
        """A heading, and the attributes in braces that end it."""
        start = content.rfind("{")
        if start < 0 or not content.endswith("}") or (start > 0 and content[start - 1] != " "):
            return content, {}
        return content[:start].strip(), self.attributes(content[start:])

    def attributes(self, braces):
        try:
            end, said = parse_attributes(braces)
            if end == len(braces) - 1:
                return said
            problem = f"it ends at {braces[: end + 1]!r}"
        except ParseError as error:
            problem = str(error)
        self.fault(f'{braces} cannot be read: {problem}; write .class, #anchor, key=word or key="some words"')
        return {}

    def div(self, token):
        said = token.info.strip()
        classes = self.attributes(said).get("class", "").split() if said.startswith("{") else said.split()
        first, last = token.map
        if last >= len(self.lines) or not self.lines[last].strip().startswith(":::"):
            self.fault(f"::: {said} is never closed; a line ::: ends it")
        if classes != ["notes"]:
            self.fault(f"::: {said} is unknown; there is ::: {{.notes}}")
        elif self.expect_slide("speaker notes"):
            self.end_text()
            self.notes.append("\n".join(self.lines[first + 1 : last]).strip("\n"))

    def code(self, token):
        info = token.info.strip()
        first, _, rest = info.strip("{}").partition(" ")
        run = first == "python" and info.startswith("{")
        if run:
            info = f"{{.python {rest}}}"
        said = self.attributes(info) if info.startswith("{") else {"class": info}
        if said.pop("class", "") != "python":
            self.fault(
                f"a code block {token.info.strip()!r}; there are ```python, the lines of a cell, and ```{{python}}, "
                "run when the deck is built"
            )
        cells, output = tuple(said.pop("after" if run else "cell", "").split()), said.pop("output", "true")
        if output not in ("true", "false") or (output == "false" and not run):
            self.fault("output=false stands behind ```{python}, where the block is run but its output is not shown")
        for key, value in said.items():
            takes = "after=CELL and output=false" if run else "cell=CELL"
            self.fault(f"attribute {key}={value} is unknown; this code block takes {takes}")
        self.add(Code(token.content.strip("\n"), self.place(), cells, run, output == "true"), "code")

    def shortcode(self, line):
        if not (line.startswith("{{<") and line.endswith(">}}")):
            self.fault(f"{line!r} is no shortcode; one stands alone on its line: {SHORTCODES}")
            return
        try:
            name, *words = shlex.split(line[3:-3]) or [""]
        except ValueError as error:
            self.fault(f"{line} cannot be read: {error}")
            return
        plain = [word for word in words if "=" not in word]
        options = dict(word.split("=", 1) for word in words if "=" in word)
        if name == "poll" and len(plain) == 1 and not options:
            self.add(Poll(plain[0], self.place()), "a poll")
        elif name == "embed" and len(plain) == 2 and plain[1] in SHOWN:
            self.embed(*plain, options)
        else:
            self.fault(f"{line} cannot be understood; there are {SHORTCODES}")

    def embed(self, cell, show, options):
        alt, rows = options.pop("alt", ""), options.pop("rows", None)
        if rows not in (None, "1", "2"):
            self.fault(f"rows may be 1 or 2; got {rows!r}")
            rows = None
        for key, value in options.items():
            self.fault(f"option {key}={value} is unknown; embed takes alt and rows")
        self.add(Embed(cell, show, self.place(), alt, rows and int(rows)), "an embedded cell")

    def pause(self, content):
        if content != PAUSE:
            self.fault(f"{PAUSE} stands alone, with an empty line before and after it")
        if self.expect_slide(PAUSE):
            self.end_part()
            self.paused = self.line

    def text(self, index):
        token = self.tokens[index]
        inside = index
        while inside < len(self.tokens) and (inside == index or self.tokens[inside].level > 0):
            if self.tokens[inside].type in ("fence", "code_block"):
                line = self.tokens[inside].map[0]
                self.fault("code stands in a block of its own, ```python, not indented or in a list", line)
            inside += 1
        if self.expect_slide("text"):
            self.written = (self.written[0] if self.written else token.map[0], token.map[1])

    # ------------------------------------------------------------ what is being read

    def expect_slide(self, what):
        if self.slide is None:
            where = "the first slide of a section" if self.section else "the first slide"
            self.fault(f"{what} before {where}; begin it with ##")
        return self.slide is not None

    def add(self, block, what):
        if self.expect_slide(what):
            self.end_text()
            self.blocks_of_part.append(block)

    def end_text(self):
        if self.written:
            self.blocks_of_part.append(Text("\n".join(self.lines[slice(*self.written)]).strip()))
            self.written = None

    def end_part(self):
        self.end_text()
        if self.blocks_of_part:
            self.parts.append(Part(tuple(self.blocks_of_part), later=self.paused is not None))
        elif self.paused is not None:
            self.fault(f"nothing follows {PAUSE}", self.paused)
        self.blocks_of_part, self.paused = [], None

    def end_slide(self):
        if self.slide is None:
            return
        self.end_part()
        slide = replace(self.slide, parts=tuple(self.parts), notes="\n\n".join(self.notes))
        if any(isinstance(block, Poll) for block in slide.blocks):
            slide = replace(slide, kind="polls")
            if len(slide.blocks) > 1:
                self.read.faults.append(f"{slide.place}: a slide with a poll shows nothing else; got more")
        default = slide.kind if slide.kind in OPENING_KINDS else next(iter(slide.cells), slug(slide.title))
        self.read.slides.append(replace(slide, anchor=slide.anchor or default))
        self.slide, self.parts, self.notes = None, [], []

    def finished(self):
        self.line = max(len(self.lines) - 1, 0)
        self.end_slide()
        return self.read
