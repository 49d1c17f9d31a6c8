"""The text of a lecture, read into slides.

Written in the conventions of Quarto's reveal decks; docs/lecturing.md has them in a table. Markdown-it
finds the blocks of the file; text keeps its lines as they are written and is turned into HTML later.
"""

import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ..prose import slug
from ._attributes import Misread, read_attributes, read_classes, read_code, read_shortcode
from ._parts import OPENING_KINDS, Code, Part, Poll, Slide, Text

PATH_MINUTES = 50
PAUSE = ". . ."
ALMOST_PAUSE = re.compile(r"…|\.(\s*\.)+")
NO_SPACE = re.compile(r"#{1,2}[^#\s]")
HEADING = re.compile(r"#{1,2} ")
FROM_FILE = re.compile(r"!\[[^\]]*\]\((?!data:)\s*([^\s)]+)")
IN_CODE = re.compile(r"(`+).+?\1")
FRONT_MATTER = ("minutes", "path")


@dataclass
class Read:
    """What a text says: the slides, the promise of its front matter, and what could not be understood."""

    slides: list = field(default_factory=list)
    minutes: float | None = None
    path_minutes: float = PATH_MINUTES
    faults: list = field(default_factory=list)


@lru_cache(maxsize=16)  # decks, pages and the lecturers' page read the same lectures
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
            if not self.lines[token.map[1] - 1].strip().startswith(token.markup) or token.map[1] - token.map[0] < 2:
                self.fault(f"this block of code is never closed; a line {token.markup} ends it")
            self.add(self.understood(read_code, token.info.strip(), token.content.strip("\n"), self.place()))
        elif any(line.startswith("{{<") for line in lines):
            for self.line, line in enumerate(lines, start=token.map[0]):
                self.add(self.understood(read_shortcode, line, self.place()))
        elif PAUSE in lines:
            self.pause(content)
        elif token.type == "hr" and token.map[0] == 0:
            self.fault("the front matter is never closed; a line --- below its keys ends it")
        elif token.type == "hr":
            self.fault("a line of dashes begins no slide; a slide begins with a heading, ## Title {minutes=2}")
        elif lines and lines[0].startswith(":::"):
            self.fault(f"{lines[0]!r} closes nothing; speaker notes begin with ::: {{.notes}}")
        elif token.type != "html_block" or not token.content.startswith("<!--"):
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
            elif isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
                self.fault(f"{key} must be a number of minutes; got {value!r}")
            elif len(re.findall(rf"^{key}\s*:", token.content, re.MULTILINE)) > 1:
                self.fault(f"{key} stands twice in the front matter; leave one")
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
            number = float(said)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.fault(f"minutes must be a number, like minutes=2; got {said!r}")
            return 0
        return number

    def attributes_behind(self, content):
        """A heading, and the attributes in braces that end it."""
        start = content.rfind("{")
        if start < 0 or not content.endswith("}") or (start > 0 and content[start - 1] != " "):
            return content, {}
        return content[:start].strip(), self.understood(read_attributes, content[start:]) or {}

    def div(self, token):
        said = token.info.strip()
        classes = self.understood(read_classes, said)
        first, last = token.map
        if last >= len(self.lines) or not self.lines[last].strip().startswith(":::"):
            self.fault(f"::: {said} is never closed; a line ::: ends it")
        elif later := [line for line in range(first + 1, last) if HEADING.match(self.lines[line])]:
            self.fault(f"::: {said} is not closed before the heading in line {later[0] + 1}; a line ::: ends it")
        if classes not in (["notes"], None):
            self.fault(f"::: {said} is unknown; there is ::: {{.notes}}")
        elif self.expect_slide("speaker notes"):
            self.end_text()
            self.plain_text(first + 1, last)
            self.notes.append("\n".join(self.lines[first + 1 : last]).strip("\n"))

    def plain_text(self, first, last):
        """Look for what in lines of text would be shown as it is written, or not at all."""
        for line in range(first, last):
            said = IN_CODE.sub("", self.lines[line])
            if "{{<" in said:
                self.fault("a shortcode stands alone on its line, on a slide and not in its notes", line)
            if ALMOST_PAUSE.fullmatch(said.strip()):
                self.fault(f"{said.strip()} is no pause; write {PAUSE}, with an empty line before and after it", line)
            if NO_SPACE.match(said):
                self.fault(f"{said!r} is no heading; a space follows the #", line)
            if picture := FROM_FILE.search(said):
                self.fault(f"the picture {picture[1]} is not in the deck; embed the figure of a cell", line)

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
        if token.map:
            self.plain_text(*token.map)
        if self.expect_slide("text"):
            self.written = (self.written[0] if self.written else token.map[0], token.map[1])

    # ------------------------------------------------------------ what is being read

    def expect_slide(self, what):
        if self.slide is None:
            where = "the first slide of a section" if self.section else "the first slide"
            self.fault(f"{what} before {where}; begin it with ##")
        return self.slide is not None

    def understood(self, read, *said):
        """What `read` makes of what is said; None, and a fault, if it cannot."""
        try:
            return read(*said)
        except Misread as problem:
            self.fault(problem)
            return None

    def add(self, block):
        if block and self.expect_slide("what is shown"):
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
        slide = replace(slide, parts=tuple(_with_cells(part, slide.cells) for part in slide.parts))
        if any(isinstance(block, Poll) for block in slide.blocks):
            slide = replace(slide, kind="polls")
            if len(slide.blocks) > 1:
                self.read.faults.append(f"{slide.place}: a slide with a poll shows nothing else; got more")
        if slide.kind in OPENING_KINDS and slide.blocks:
            said = "shows the notebook's first cell, and no text of its own"
            self.read.faults.append(f"{slide.place}: the .{slide.kind} {said}")
        default = slide.kind if slide.kind in OPENING_KINDS else next(iter(slide.cells), slug(slide.title))
        self.read.slides.append(replace(slide, anchor=slide.anchor or default))
        self.slide, self.parts, self.notes = None, [], []

    def finished(self):
        self.line = max(len(self.lines) - 1, 0)
        self.end_slide()
        return self.read


def _with_cells(part, embedded):
    """The part with what its code leaves unsaid: it is that of the cells that the slide embeds."""
    unsaid = [isinstance(block, Code) and not block.cells for block in part.blocks]
    blocks = [replace(b, cells=embedded) if bare else b for b, bare in zip(part.blocks, unsaid, strict=True)]
    return replace(part, blocks=tuple(blocks))
