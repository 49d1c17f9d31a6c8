"""What a notebook of this course must be before its outputs are worth comparing.

`find_faults` returns "verdict: detail" strings; tests/notebooks holds one failing sample for each
verdict, named by it.
"""

import json
import re
from pathlib import Path

import nbformat

from course_tools import heads

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
RUNS = ROOT / "build" / "compared"  # of notebooks, that nbval has kept

MAX_BYTES = 500_000
MAX_CODE_LINES = 12

MACHINE_TRACES = {
    "machine_path": re.compile(r"/(home|Users|root|tmp|work|opt|mnt|usr)/|[A-Z]:\\+Users|site-packages|\.venv"),
    "memory_address": re.compile(r"0x[0-9a-fA-F]{6,}"),
    "warning": re.compile(r"\w*Warning: "),
}
CELL_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
MADE_BY_EDITORS = re.compile(r"[0-9a-f]{8}")
TOO_PRECISE = re.compile(r"\d\.\d{4,}")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
ALLOWED_CELL_METADATA = {"tags"}


def find_faults(path):
    """All faults of the notebook at `path`, as "verdict: detail"."""
    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    return [*_file_faults(path, notebook), *_execution_faults(path, notebook), *_teaching_faults(notebook)]


def find_homework_faults(path):
    """As `find_faults`, for an instructor version: its tests may be long, and it has no predictions and recap."""
    path = Path(path)
    notebook = nbformat.read(path, as_version=4)
    faults = [*_file_faults(path, notebook, {"nbgrader"}), *_execution_faults(path, notebook)]
    faults += [fault for fault in _teaching_faults(notebook) if fault.startswith("opening")]
    return [fault for fault in faults if not fault.startswith("long_cell")]


def _file_faults(path, notebook, more_metadata=frozenset()):
    if path.stat().st_size > MAX_BYTES:
        yield f"too_large: {path.stat().st_size} bytes, at most {MAX_BYTES}"
    metadata = json.loads(json.dumps(notebook.metadata))
    if metadata != NOTEBOOK_METADATA:
        yield f"metadata_not_minimal: notebook metadata {metadata}"
    for i, cell in enumerate(notebook.cells):
        if not CELL_ID.fullmatch(cell.id) or MADE_BY_EDITORS.fullmatch(cell.id):
            yield f"cell_id: cell {i} is {cell.id!r}; name it in words, like 'untrained-loss': a lecture embeds it so"
        extra = set(cell.metadata) - ALLOWED_CELL_METADATA - more_metadata
        if cell.id == heads.CELL and cell.metadata.get("jupyter") == {"source_hidden": True}:
            extra -= {"jupyter"}
        if extra:
            yield f"metadata_not_minimal: cell {i} has {sorted(extra)}"
        if not cell.source.strip():
            yield f"empty_cell: cell {i}"
        if cell.cell_type == "code" and cell.source.rstrip().endswith(";"):
            yield f"semicolon: cell {i} ends in one; under nbval it does not hide the value, `_ = …` does"
        if cell.cell_type == "code" and len(cell.source.splitlines()) > MAX_CODE_LINES:
            yield f"long_cell: cell {i} has {len(cell.source.splitlines())} lines, at most {MAX_CODE_LINES}"


def _execution_faults(path, notebook):
    code = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    counts = [cell.execution_count for _, cell in code]
    if None in counts:
        yield f"not_executed: cell {code[counts.index(None)][0]}"
    elif counts != list(range(1, len(code) + 1)):
        yield f"out_of_order: execution counts {counts}"
    for i, cell in code:
        texts = [cell.source]
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"error: cell {i} raised {output.ename}"
            elif output.get("name") == "stderr":
                yield f"stderr: cell {i} wrote {output.text[:80]!r}"
            data = output.get("data", {})
            for kind in sorted({"text/html", "image/svg+xml"} & set(data)):
                yield f"fragile_output: cell {i} stores {kind}, which nbval compares letter by letter"
            shown = output.get("text", "") + data.get("text/plain", "")
            texts.append(shown)
            if TOO_PRECISE.search(shown):
                yield f"too_precise: cell {i} shows {TOO_PRECISE.search(shown).group()}…, at most 3 decimals"
        for verdict, pattern in MACHINE_TRACES.items():
            found = next((pattern.search(text).group() for text in texts if pattern.search(text)), None)
            if found:
                yield f"{verdict}: cell {i} holds {found!r}"
        exempt = any("nbval" in tag.lower() for tag in cell.metadata.get("tags", [])) or re.search(
            r"#\s*(NBVAL|PYTEST_VALIDATE)", cell.source, re.IGNORECASE
        )
        if exempt:
            yield f"not_compared: cell {i} is exempt from comparison; let what it prints be the same each time"


def _teaching_faults(notebook):
    """Every figure with a sentence; every section with its prediction, explanation and mistake."""
    cells = notebook.cells
    for i, cell in enumerate(cells):
        pictures = sum("image/png" in output.get("data", {}) for output in cell.get("outputs", []))
        if pictures > 1:
            yield f"crowded_cell: cell {i} draws {pictures} figures, one a cell"
        following = cells[i + 1].source if i + 1 < len(cells) else ""
        if pictures and not following.startswith("**Figure.** "):
            yield f"figure_without_sentence: cell {i}"

    opening = cells[0].source
    table = "| section | minutes |\n| --- | ---: |"
    for part in ("**You will be able to**", "**You need**", table, "| **total** | **"):
        if part not in opening:
            yield f"opening: the first cell has no {part!r}"
    objectives = re.findall(r"^- ", opening, re.MULTILINE)
    if not 3 <= len(objectives) <= 5:
        yield f"opening: {len(objectives)} objectives, 3 to 5 wanted"
    *rows, total = re.findall(r"^\| *\**(.+?)\** *\| *\**(\d+)\** *\|$", opening, re.MULTILINE) or [("", "0")]
    if total[0].lower() != "total" or sum(int(m) for _, m in rows) != int(total[1]):
        yield f"opening: the minutes {[int(m) for _, m in rows]} do not add up to the total in the last row, {total}"

    sections = split_sections(notebook)
    titles = [title for title, _ in sections]
    if [title for title, _ in rows] != titles:
        yield f"opening: the table lists {[title for title, _ in rows]}, the sections are {titles}"
    if not titles or titles[-1] != "Recap":
        yield "no_recap: the last section is not 'Recap'"
    for title, section in sections:
        text = "\n".join(cell.source for cell in section if cell.cell_type == "markdown")
        if not re.search(r"(^|· )(Exercises|Quiz|Recap)$", title):
            for part in ("**Predict.** ", "**Explain.** ", "> **Common mistake"):
                if part not in text:
                    yield f"section: {title!r} has no {part.strip()!r}"


def split_sections(notebook):
    """(title, cells) of every `##` section, in order."""
    sections = []
    for cell in notebook.cells:
        heading = re.match(r"## (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            sections.append((heading.group(1).strip(), []))
        if sections:
            sections[-1][1].append(cell)
    return sections


def printed_by(notebook, cell_id):
    """What a cell printed, its runs of blanks made one."""
    (cell,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return re.sub(r"\s+", " ", "".join(output.get("text", "") for output in cell.outputs))


def said_before(notebook, index):
    """All that stands in the cells above the one at `index`: text, code and what was printed."""
    return " ".join(
        cell.source + " ".join(output.get("text", "") for output in cell.get("outputs", []))
        for cell in notebook.cells[:index]
        if not cell.source.startswith("# ")
    )


def is_of_test_rows(name):
    """Whether a name of a notebook holds test rows, by the names that the course gives them."""
    return name == "test" or name.endswith("_test")


# ---------------------------------------------------------------- numbers in prose

NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?:\s?%)?")


def unsupported_numbers(notebook):
    """(section, number) for numbers in the prose that no cell prints or has in its code.

    Decimals and percentages need their support in the same section, whole numbers of 10 and more
    there or earlier in the notebook. The opening cell and headings are exempt; the recap may name
    what any section printed.
    """
    missing = []
    earlier = set()
    for title, cells in split_sections(notebook):
        support = set()
        for cell in notebook.cells if title == "Recap" else cells:
            if cell.cell_type == "code":
                support |= numbers_in(cell.source)
                for output in cell.outputs:
                    support |= numbers_in(output.get("text", "") + output.get("data", {}).get("text/plain", ""))
        support |= {number.removesuffix(".0") for number in support}
        earlier |= {number for number in support if number.isdecimal()}
        for cell in cells:
            if cell.cell_type == "markdown":
                prose = re.sub(r"^#+ .*$", "", cell.source, flags=re.MULTILINE)
                claimed = numbers_in(prose) - support - earlier
                missing += [(title, number) for number in sorted(claimed) if _needs_support(number)]
    return missing


def numbers_in(text):
    """The numbers in a text, without sign, thousands separators and LaTeX escapes; "20 %" keeps its sign."""
    text = text.replace("\\,", "").replace("\\%", "%").replace("{,}", ",").replace("_", "")
    found = set()
    for match in NUMBER.finditer(text):
        number = match.group().lstrip("−-").replace(",", "").replace(" ", "").replace("\u202f", "").replace("\xa0", "")
        found.add(number.rstrip("."))
    return found


def _needs_support(number):
    return "." in number or "%" in number or float(number) >= 10
