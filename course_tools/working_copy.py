"""Keep a learner's own copies of the notebooks, in a folder that git ignores.

A notebook that is not there yet is copied. When the course has a new version, a copy whose cells
were not changed is replaced; one that was changed stays as it is, and the new version is put
beside it as NAME.new.ipynb.

In a copy no output stands below a Predict question until its cell is run; the still picture of a live figure does.
What explains the answer is folded away, in HTML that needs no script, until the learner opens it.
"""

import hashlib
import json
import re

from . import predictions
from .files import put

RECORD = ".versions.json"
# what a notebook was called in an earlier edition, its number included
RENAMED = {"07_optimizers_and_scale.ipynb": "08_optimizers_and_scale.ipynb"}
# around what explains an answer; the empty lines let what is within be read as Markdown
OPENS = "<details><summary>What came, and why: open this once you have run the cell above.</summary>\n\n"
CLOSES = "\n\n</details>"


def update(course, mine):
    """Bring the folder `mine` up to the notebooks in the folder `course`; return what was done, a line each."""
    mine.mkdir(parents=True, exist_ok=True)
    record = read_record(mine)
    done = [_rename(mine, record, old, new) for old, new in RENAMED.items() if _is_renamed(course, mine, old, new)]
    for original in sorted(course.glob("[0-9]*.ipynb")):
        copy, beside = mine / original.name, mine / f"{original.stem}.new.ipynb"
        version = fingerprint(original)
        if not copy.exists():
            place(original, copy)
            done.append(f"{copy.name}: copied")
        elif _is_as_stored(copy, original):
            place(original, copy)
            done.append(f"{copy.name}: copied anew, without the answers below its questions")
        elif record.get(copy.name) == version or fingerprint(copy) == version:
            pass  # nothing new in the course
        elif fingerprint(copy) == record.get(copy.name):
            place(original, copy)
            done.append(f"{copy.name}: new version of the course")
        else:
            place(original, beside)
            done.append(f"{copy.name}: kept, as you changed it; the new version is {beside.name}")
        record[copy.name] = version
    put(json.dumps(record, indent=1), mine / RECORD)
    return done


def _is_as_stored(copy, original):
    """Whether a copy is one of an earlier edition, outputs and all, that nobody has run or changed."""
    stored = original.read_bytes()
    try:
        return copy.read_bytes() == stored != learners_copy(original)
    except OSError:
        return False


def _is_renamed(course, mine, old, new):
    moved = not (course / old).exists() and (course / new).exists()
    return moved and (mine / old).exists() and not (mine / new).exists()


def _rename(mine, record, old, new):
    """Give a copy its new name, and if it was changed its exercises their new numbers; a line that says so."""
    copy = mine / old
    changed = fingerprint(copy) not in ("", record.get(old))
    content = _renumbered(copy, int(old[:2]), int(new[:2])) if changed else copy.read_bytes()
    put(content, mine / new)
    copy.unlink()
    if old in record:
        record[new] = record.pop(old)
    return f"{old} is now {new}" + (", and its exercises have new numbers in your copy" if changed else "")


def _renumbered(path, before, after):
    """A notebook whose exercises, and the calls that check them, have the number of another one."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    number = re.compile(rf"""(\b(?:check|hint|solution)\(["']?|\b[Ee]xercise )0?{before}(\.\d)""")
    for cell in notebook["cells"]:
        cell["source"] = number.sub(rf"\g<1>{after}\2", "".join(cell["source"]))
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode("utf-8")


def fingerprint(path):
    """What the cells say, without outputs and folds: a notebook that was only run is unchanged. Empty if unreadable."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], _unfolded(cell)) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def read_record(mine):
    try:
        record = json.loads((mine / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def place(original, target):
    put(learners_copy(original), target)


def learners_copy(path):
    """A notebook as a learner first opens it: nothing has run, and below a question no output answers it.

    Parameters
    ----------
    path : path of a notebook of the course

    Returns
    -------
    bytes
        What is to be its file. Cells and their sources are as in the original, but for the folds around what explains
        an answer, so its `fingerprint` is, too.
    """
    content = path.read_bytes()
    try:
        notebook = json.loads(content)
        parts = predictions.parts(notebook)
    except (ValueError, KeyError, TypeError):
        return content
    below = {part.cell for part in parts if part.below is not None and part.kind == "code"}
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            for output in cell["outputs"]:
                if "execution_count" in output:
                    output["execution_count"] = None
            if index in below:
                cell["outputs"] = list(filter(predictions.is_live, cell["outputs"]))
        elif cell["cell_type"] == "markdown":
            cell["source"] = _folded(cell, [part for part in parts if part.cell == index])
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _folded(cell, parts):
    """The text of a cell, each run of paragraphs that answer a question within a fold of its own."""
    source = "".join(cell["source"])
    folded, end, is_open = "", 0, False
    for part in parts:
        start = source.index(part.source, end)
        answers = part.role == "answer"
        if is_open and not answers:
            folded += CLOSES
        folded += source[end:start]
        if answers and not is_open:
            folded += OPENS
        folded += part.source
        end, is_open = start + len(part.source), answers
    return folded + CLOSES * is_open + source[end:]


def _unfolded(cell):
    source = "".join(cell["source"])
    return source.replace(OPENS, "").replace(CLOSES, "") if cell["cell_type"] == "markdown" else source
