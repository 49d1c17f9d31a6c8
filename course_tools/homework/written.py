"""Markdown that students wrote, made harmless: it looks the same, and opens nothing but web pages, on a click.

What it may hold is an allow-list: links to the web, to an address for mail and to a place of the page itself, and the
pictures that were pasted into the cell. It is rewritten first, by patterns. Then it is read by the parser of nbconvert,
which is what formgrader shows it with: what that finds decides. Where it finds anything else, or takes too long, the
whole text is shown as it was typed.
"""

import re
import signal
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import unquote

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from .cleaning import PICTURES, is_picture, plain_text

MARK = "\u200b"  # no width: shown it is nothing, and it keeps a browser from reading markup
LONGEST = 30_000  # characters of a cell that are read as Markdown; more is shown as it was typed
MOST_SHOWN = 200_000  # characters of a cell that are shown at all
SECONDS = 2.0  # of CPU time, for the texts of one submission
WEB = r"(?:https?://|mailto:)"
# what may follow the bracket of a link, or the colon of its definition elsewhere
TARGET = rf"[ \t]*\n?[ \t]*(?:{WEB}|#)"
ALLOWED = re.compile(rf"{WEB}[^\s<>\"\\]*|#[^\s<>\"\\]*", re.IGNORECASE)
TITLE = r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?"
PICTURE = re.compile(
    rf"!\[(?P<alt>[^\[\]\n]*)\]\(\s*<?(?P<target>[^\s()<>]*(?: [^()<>\n]*?)?)>?{TITLE}\s*\)"
    r"|<img\b[^<>]*?\bsrc\s*=\s*[\"']?(?P<source>(?:attachment|data):[^\"'<>]*)[\"']?[^<>]*>",
    re.IGNORECASE,
)
OURS = r"\(attachment:picture-\d+\)"
# in formulas: what MathJax makes links and styles of, and what loads more of it
COMMANDS = re.compile(r"\\(?=(?:href|style|class|cssId|data|require|mmlToken)(?![a-z]))", re.IGNORECASE)


class TooLong(BaseException):
    """The time is over. No library takes it for an error of its own."""


@dataclass(frozen=True)
class Written:
    """A cell of prose, harmless.

    Parameters
    ----------
    source : str
        Markdown.
    pictures : dict
        {name: {kind: base64}}, those that the source shows.
    """

    source: str
    pictures: dict = field(default_factory=dict)


def harmless(text, attachments=None, patience=None):
    """Markdown of a student's, with the pictures that were pasted into it.

    Parameters
    ----------
    text : str
    attachments : dict, optional
        {name: {kind: base64}}, unchecked.
    patience : Patience, optional
        For all cells of a notebook together.

    Returns
    -------
    Written

    Examples
    --------
    >>> harmless("a < b, <b>x</b>").source.replace(MARK, "·")
    'a < b, <·b>x<·/b>'
    """
    text, harm, pasted = plain_text(text), True, _Pasted(attachments or {})
    try:
        with patience or Patience():
            source = PICTURE.sub(pasted.shown, text)  # first, as one that stands in the text makes that long
            if len(source) <= LONGEST:
                source = _rewritten(source)
                harm = _found(source, pasted.pictures)
    except (TooLong, Exception):  # the parser raises whatever it trips over
        pass
    return Written(as_typed(text)) if harm else Written(source, pasted.pictures)


def as_typed(text):
    """A block of code in which a text stands as it is, or the beginning of a very long one."""
    if len(text) > MOST_SHOWN:
        text = f"{text[:MOST_SHOWN]}\n… the other {len(text) - MOST_SHOWN:,} characters are in the notebook only"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


class _Pasted:
    """The pictures of a cell, named anew, since their names come from the student too."""

    def __init__(self, attachments):
        self.attachments, self.pictures, self.names = attachments, {}, {}

    def shown(self, match):
        """In place of a picture: itself if it was pasted and is harmless, else a sentence."""
        alt, target = match["alt"] or "", match["target"] or match["source"] or ""
        if re.match(WEB, target, re.IGNORECASE):
            return f"[picture from elsewhere, not loaded: {alt or 'no title'}]({target})"
        name, bundle = target, {}
        if target.startswith("attachment:"):
            name = target.removeprefix("attachment:")
            found = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
            bundle = found if isinstance(found, dict) else {}
        elif pasted := re.fullmatch(r"data:(image/[a-z+]+);base64,(.*)", target, re.DOTALL):
            name, bundle = "in the text", {pasted[1]: pasted[2]}
        kept = {kind: "".join(data.split()) for kind, data in bundle.items() if is_picture(kind, data)}
        if kept:
            new = self.names.setdefault(target, f"picture-{len(self.names) + 1}")
            best = min(kept, key=list(PICTURES).index)
            self.pictures[new] = {best: kept[best]}
            return f"![{_words(alt)}](attachment:{new})"
        kinds = ", ".join(kind for kind in map(str, bundle) if re.fullmatch(r"[\w/+-]{1,40}", kind))
        why = f"is no PNG, JPEG, GIF or WebP and is not shown here: {kinds}" if bundle else "was not handed in"
        return f"(the picture “{_words(name)}” {why})"


def _words(text):
    return re.sub(r"[^\w .,-]+", " ", text).strip()[:100]


def _rewritten(text):
    text = re.sub(rf"!(?=\[)(?!\[[^\[\]\n]*\]{OURS})", f"!{MARK}", text)
    text = re.sub(rf"\](?=\()(?!\({TARGET})(?!{OURS})", f"]{MARK}", text, flags=re.IGNORECASE)
    text = re.sub(rf"\](?=:)(?!:{TARGET})", f"]{MARK}", text, flags=re.IGNORECASE)
    text = re.sub(r"<(?=[A-Za-z/!?])", f"<{MARK}", text)
    text = re.sub(rf"({WEB}[^\s<>\[\](){{}}\"']*)|&(?=[A-Za-z#])", lambda found: found[1] or f"&{MARK}", text)
    text = re.sub(r"((?:`{3,}|~{3,})\s*)(?=mermaid)", rf"\1{MARK}", text, flags=re.IGNORECASE)
    text = re.sub(r"(javascript|vbscript)(?=:)", rf"\1{MARK}", text, flags=re.IGNORECASE)
    return COMMANDS.sub(rf"\\{MARK}", text)


def _found(source, pictures):
    """Whether the parser finds anything that is not allowed."""
    renderer = _Finds(pictures)
    MarkdownWithMath(renderer=renderer).render(source)
    return renderer.harm


class _Finds(IPythonRenderer):
    """Reads Markdown as formgrader does, and notes what does harm."""

    def __init__(self, pictures):
        super().__init__(escape=False, attachments=pictures)
        self.pictures, self.harm = pictures, False

    def link(self, text, url, title=None):
        self.harm |= not ALLOWED.fullmatch(url)
        return text

    def image(self, text, url, title=None):
        self.harm |= url.removeprefix("attachment:") not in self.pictures or not url.startswith("attachment:")
        return text

    def block_html(self, html):
        self.harm = True
        return ""

    def inline_html(self, html):
        self.harm = True
        return ""

    def block_mermaidjs(self, code):
        self.harm = True
        return ""

    def heading(self, text, level, **attrs):
        return text  # nbconvert parses it once more, to give it an anchor

    def block_code(self, code, info=None):
        self.harm |= (info or "").strip().startswith("mermaid")
        return ""  # colouring it costs more than all else


class Patience:
    """The CPU time that may be spent on the reading of one submission's texts, whatever is in them: `with patience:`.

    What takes longer is ended with TooLong, at once where nothing is left. It has no effect on another thread than the
    main one.
    """

    def __init__(self, seconds=SECONDS):
        self.left = seconds

    def __enter__(self):
        if self.left <= 0:
            raise TooLong
        self.started = time.thread_time()
        if threading.current_thread() is threading.main_thread():
            self.previous = signal.signal(signal.SIGVTALRM, self._over)
            signal.setitimer(signal.ITIMER_VIRTUAL, self.left, 0.05)  # again and again, should somebody catch it

    def __exit__(self, *_):
        if threading.current_thread() is threading.main_thread():
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, self.previous)
        self.left -= time.thread_time() - self.started

    def _over(self, number, frame):
        self.left = 0
        raise TooLong
