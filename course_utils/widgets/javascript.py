"""The JavaScript of a figure: what is shared and the figure's own file, joined into one module that fetches nothing.

shared.js names the shared parts, `export * from "./figure.js";`, and those import from each other and from
tables (`import TOKENS from "./tokens.json"`). Joined, the parts stand in one scope, in the order of shared.js.
With them goes saving.js: a saved notebook keeps a picture of the figure, and not the id of what is gone tomorrow.
"""

import json
import os
import re
from pathlib import Path

SHARED = Path(__file__).resolve().with_name("shared.js")  # also where a folder above is a link
SAVING = Path(__file__).with_name("saving.js")

STATEMENT = re.compile(r"(?:^|[;{}])[ \t]*(?P<word>import|export)\b", re.MULTILINE)
FETCHED = re.compile(r"\bimport\s*[(.]")  # import(…) and import.meta
IMPORT = re.compile(r'import \{(?P<names>\s*\w+\s*(?:,\s*\w+\s*)*,?\s*)\} from "(?P<source>[^"\n]*)";\n')
PART = re.compile(r'export \* from "\./(?P<source>\w+\.js)";\n')
TABLE = re.compile(r'import (?P<name>\w+) from "\./(?P<source>\w+\.json)" with \{ type: "json" \};\n')
TOP_LEVEL = re.compile(r"^(?:async )?(?:function\*?|class|const|let|var) (\w+)\b", re.MULTILINE)
EXPORT = re.compile(r"export (?=(?:function|const) (?P<name>\w+))")
QUOTED = re.compile(r'"[^"\n]*"|\\`')
DECLARED = r"^(?:export )?(?:async )?(?:function\*?|class|const|let|var) {}\b"

JOINED = """\
const shared = (() => {{
{shared}
return {{ {exported} }};
}})();
const build = (({{ {imported} }}) => {{
{own}
return build;
}})(shared);
const savePictures = (() => {{
{saving}
return savePictures;
}})();

export default {{
  initialize({{ model }}) {{
    savePictures(model.widget_manager);
  }},
  render({{ model, el }}) {{
    el.classList.add("cu-explorer");
    return shared.guard(el, build)({{ model, el }});
  }},
}};
"""


class Source:
    """Text for the browser, as anywidget takes it: whatever `read` returned when the class was made.

    With COURSE_DEV=1 in the environment it is read anew for each figure, so that an edited file is
    seen when its cell is run again, without a restart of the kernel.
    """

    def __init__(self, read):
        self._read, self._text = read, read()

    def __str__(self):
        return self._read() if os.environ.get("COURSE_DEV") == "1" else self._text


def module(path):
    """The module of a figure: shared.js and the file at `path`, each in a scope of its own.

    The file is a module by itself, as an editor expects it: it imports from "shared.js" by name
    and exports one function, `build({ model, el })`.

    Parameters
    ----------
    path : path
        The figure's JavaScript file.

    Returns
    -------
    Source

    Raises
    ------
    ValueError
        If the file says something that does not survive the joining; the message names the line.
    """
    return Source(lambda: _joined(Path(path)))


def _joined(path):
    shared, exported = shared_parts()
    own, imported, builders = _parts(path)
    if builders != ["build"]:
        raise ValueError(f"{path.name} must export one function, build; it exports {', '.join(builders) or 'nothing'}")
    for name in imported:
        if name not in exported:
            raise ValueError(f"{path.name} imports {name}, which {SHARED.name} does not export")
        if re.search(DECLARED.format(name), own, re.MULTILINE):
            raise ValueError(f"{path.name} imports {name} from {SHARED.name} and declares a {name} of its own")
    return JOINED.format(
        shared=shared, exported=", ".join(exported), imported=", ".join(imported), own=own.strip("\n"),
        saving=_parts(SAVING)[0],
    )  # fmt: skip


def shared_parts():
    """The text of shared.js and of the parts that it names, in one scope, and the names that they export."""
    named = SHARED.read_text(encoding="utf-8")
    files = [SHARED.parent / part["source"] for part in PART.finditer(named)]
    parts = [(path, *_parts(path)) for path in files]
    if own := PART.sub("", named).strip("\n"):
        parts.append((SHARED, *_parts(SHARED, own + "\n")))
    exported, declared = [], {}
    for path, text, imported, exports in parts:
        if missing := [name for name in imported if name not in exported]:
            raise ValueError(f"{path.name} imports {missing[0]}, which no part before it in {SHARED.name} exports")
        for name in TOP_LEVEL.findall(text):
            if name in declared:
                raise ValueError(f"{path.name} declares {name}, and so does {declared[name]}: the parts share a scope")
            declared[name] = path.name
        exported += exports
    return "\n".join(text.strip("\n") for _, text, _, _ in parts), exported


def _parts(path, text=None):
    """The text of a module without its imports and the word `export`; the names it imports; those it exports."""
    text = path.read_text(encoding="utf-8") if text is None else text
    if fetched := FETCHED.search(text):
        raise _cannot_be_joined(path, text, fetched.start())
    kept, imported, exported, end = [], [], [], 0
    for statement in STATEMENT.finditer(text):
        start = statement.start("word")
        if path.parent == SHARED.parent and (table := TABLE.match(text, start)):
            content = (path.parent / table["source"]).read_text(encoding="utf-8")
            kept.append(f"{text[end:start]}const {table['name']} = {json.dumps(json.loads(content))};\n")
            end = table.end()
            continue
        found = (IMPORT if statement["word"] == "import" else EXPORT).match(text, start)
        if not found or text[start - 1 : start] not in ("", "\n"):
            raise _cannot_be_joined(path, text, start)
        if QUOTED.sub("", text[:start]).count("`") % 2:
            raise _cannot_be_joined(path, text, start, "it stands in a text between backticks")
        if statement["word"] == "export":
            exported.append(found["name"])
        elif (path.parent / found["source"]).resolve().parent == SHARED.parent and (
            path.parent == SHARED.parent or found["source"].endswith(f"/{SHARED.name}")
        ):
            imported += re.findall(r"\w+", found["names"])
        else:
            raise _cannot_be_joined(path, text, start)
        kept.append(text[end:start])
        end = found.end()
    return "".join([*kept, text[end:]]), imported, exported


def _cannot_be_joined(path, text, place, reason="here is what can"):
    line = text.count("\n", 0, place) + 1
    return ValueError(
        f"{path.name}, line {line}: `{text.splitlines()[line - 1].strip()}` cannot be joined with {SHARED.name}: "
        f'{reason}. At the begin of a line may stand `import {{ a, b }} from "../widgets/{SHARED.name}";`, `export '
        "function …` and `export const …`; nothing else of a module may be fetched or exported"
    )
