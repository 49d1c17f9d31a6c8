"""Executed notebooks are kept: what counts as the same, and what is run again."""

import ast
import gc
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from support.notebook_checks import NOTEBOOKS
from support.sweeps import first

from course_tools import kept_runs as module
from course_tools.claims.beside import _in_a_fork
from course_tools.dependencies import dependencies
from course_tools.execute import NotebookFailed, execute
from course_tools.kept_runs import executed, fingerprint, with_outputs


def book(*sources, prose="Prose.", **metadata):
    return new_notebook(cells=[new_markdown_cell(prose), *(new_code_cell(s, metadata=metadata) for s in sources)])


@pytest.mark.slow
def test_prose_and_slides_do_not_count_but_code_order_and_tags_do():
    same = fingerprint(book("a = 1", "b = 2"))
    assert fingerprint(book("a = 1", "b = 2")) == same
    assert fingerprint(book("a = 1", "b = 2", prose="Other.")) == same
    assert fingerprint(book("a = 1", "b = 2", lecture={"minutes": 2})) == same
    others = [book("a = 1", "b = 3"), book("b = 2", "a = 1"), book("a = 1b = 2"), book("a = 1", "b = 2", tags=["x"])]
    assert len({same, *map(fingerprint, others)}) == 5


PACKAGE = {
    "__init__.py": "def __getattr__(name):\n    from importlib import import_module\n    return import_module(name)",
    "near.py": "from .deeper import further",
    "deeper/__init__.py": "",
    "deeper/further.py": "from pathlib import Path\n\nSHEET = Path(__file__).with_name('sheet.css')",
    "deeper/sheet.css": "",
    "deeper/unused.css": "",
    "unrelated.py": "",
    "late.py": "def start():\n    from . import near",
    "drawn/__init__.py": "def __getattr__(name): ...",
    "drawn/one.py": "from ..near import x\n\nclass One:\n    script = Path(__file__).with_suffix('.js')",
    "drawn/one.js": "",
    "drawn/two.py": "class Two:\n    script = Path(__file__).with_suffix('.js')",
    "drawn/two.js": "",
    "tries.py": "import importlib\nfrom . import chapters\nimportlib.import_module(f'{chapters}.{3}')",
    "runs.py": "COMMAND = ['python', '-c', f'from package.unrelated import x; x({3})']",
    "chapters/__init__.py": "",
    "chapters/01_first.py": "",
    "chapters/02_second.py": "",
    "table.csv": "",
}
FURTHER = {"__init__.py", "near.py", "deeper/__init__.py", "deeper/further.py", "deeper/sheet.css"}
DRAWN = {"drawn/__init__.py", "drawn/one.py", "drawn/one.js"}
TRIES = {"__init__.py", "tries.py", "chapters/__init__.py"}


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "package"
    for name, text in PACKAGE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    monkeypatch.setattr(module, "PACKAGE", folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("import numpy", set()),
        ("from package.near import x", FURTHER),
        ("from package import near", FURTHER),
        ("def later():\n    import package.near", FURTHER),
        ("from package.late import start", FURTHER | {"late.py"}),
        ("from package import unrelated", {"__init__.py", "unrelated.py"}),
        ("from package.drawn import One", FURTHER | DRAWN),
        ("from package.drawn import Two", {"__init__.py", "drawn/__init__.py", "drawn/two.py", "drawn/two.js"}),
        ("from package.drawn import Unknown", FURTHER | DRAWN | {"drawn/two.py", "drawn/two.js"}),
        ("from package.tries import check\ncheck('2.1', f)", TRIES | {"chapters/02_second.py"}),
        ("from package.tries import Quiz\nQuiz(1)", TRIES | {"chapters/01_first.py"}),
        ("from package.tries import progress", TRIES | {"chapters/01_first.py", "chapters/02_second.py"}),
        ("from package.runs import COMMAND", {"__init__.py", "runs.py", "unrelated.py"}),
        ("run('-m', 'package.unrelated')\nopen('table.csv')", {"__init__.py", "unrelated.py", "table.csv"}),
        ("import package", set(PACKAGE)),
        ("%matplotlib inline", set(PACKAGE)),
    ],
)
def test_files_that_count_are_those_that_the_code_reaches(package, code, counts):
    """Each file in turn is changed: one that counts gives another fingerprint, any other the same."""
    before = fingerprint(book(code))
    for name in PACKAGE:
        content = (package / name).read_text()
        (package / name).write_text(content + "\n# changed")
        assert (fingerprint(book(code)) != before) == (name in counts), name
        (package / name).write_text(content)
    assert fingerprint(book(code)) == before


def test_imports_of_all_cells_count_and_so_does_a_name_of_a_file(package):
    code = ("from package import unrelated", "from package.near import x")
    before = fingerprint(book(*code))
    (package / "deeper" / "further.py").rename(package / "deeper" / "other.py")
    moved = fingerprint(book(*code))
    (package / "unrelated.py").write_text("1")
    assert len({before, moved, fingerprint(book(*code))}) == 3


def test_compiled_files_do_not_count(package):
    before = fingerprint(book("import package"))
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "near.pyc").write_text("2")
    assert fingerprint(book("import package")) == before


@pytest.mark.slow
def test_threads_that_read_code_do_not_disturb_each_other(package):
    """CPython 3.11 raises `SystemError` where a garbage collection gives way to another thread's syntax tree."""
    code = "\n".join(f"value_{i} = call(argument_{i}, [{i}, {i} + 1])" for i in range(200))

    def give_way(*_):
        time.sleep(1e-4)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda i: dependencies([f"{code}\nnumber = {i}"], package), range(12)))
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(give_way)
    assert found == [[]] * 12


@pytest.mark.slow
@pytest.mark.parametrize("path", first(NOTEBOOKS, 2), ids=lambda path: path.stem)
def test_the_quiz_of_a_notebook_counts_and_that_of_another_does_not(path):
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    names = {file.relative_to(module.PACKAGE).as_posix() for file in dependencies(sources, module.PACKAGE)}
    assert [name for name in names if name.startswith("exercises/chapters/0")] == [f"exercises/chapters/{path.stem}.py"]


def loaded_by(imports):
    """The files of the package that this code loads; meant for a fork, where the packages of others are loaded."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "course_utils"]:
        del sys.modules[name]
    exec(imports, {})
    return [module.__file__ for name, module in sys.modules.items() if name.partition(".")[0] == "course_utils"]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="tried in a fork")
def test_no_module_that_a_notebook_loads_is_missed():
    """What counts holds all that is loaded when every import of a notebook has been run."""
    path = next(path for path in NOTEBOOKS if path.stem == "05_threshold_tradeoff")
    sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    imports = [ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    loaded = set(map(Path, _in_a_fork(lambda: loaded_by("\n".join(imports)))))
    assert module.PACKAGE / "training.py" in loaded
    assert loaded - set(dependencies(sources, module.PACKAGE)) == set()


def test_outputs_go_to_the_cells_with_the_code():
    run = book("a", "b")
    for number, cell in enumerate(run.cells[1:], start=1):
        cell.outputs, cell.execution_count = [new_output("stream", text=f"{number}\n")], number
    run.metadata["widgets"] = {"state": 1}
    now = book("a", "b", prose="New prose.", lecture={"minutes": 3})
    now.cells.insert(2, new_markdown_cell("Between."))
    joined = with_outputs(now, run)
    assert [cell.source for cell in joined.cells] == ["New prose.", "a", "Between.", "b"]
    assert [cell.outputs[0].text for cell in joined.cells if cell.cell_type == "code"] == ["1\n", "2\n"]
    assert joined.cells[3].execution_count == 2
    assert joined.cells[1].metadata.lecture.minutes == 3
    assert joined.metadata.widgets == {"state": 1}


@pytest.mark.slow
def test_a_notebook_runs_again_only_when_its_code_has_changed(tmp_path):
    path, cache = tmp_path / "example.ipynb", tmp_path / "kept"
    counting = "runs = open('runs', 'a+')\n_ = runs.write('x')\nruns.close()\nlen(open('runs').read())"

    def shown(notebook):
        nbformat.write(notebook, path)
        cells = executed(path, cache=cache).cells
        return cells[0].source, cells[-1].outputs[0].data["text/plain"]

    cache.mkdir()
    (cache / f"example-2-{16 * '0'}.ipynb").touch()
    assert shown(book(counting)) == ("Prose.", "1")
    assert shown(book(counting, prose="Other.")) == ("Other.", "1")
    assert shown(book(counting + "  # changed")) == ("Prose.", "2")
    kept = {run.name[:-23] for run in cache.iterdir()}
    assert kept == {"example", "example-2"}, "older runs of this notebook are removed"
    assert len(list(cache.iterdir())) == 2
    nbformat.write(book("1 / 0"), path)
    with pytest.raises(NotebookFailed, match=r"code cell 1 \('1 / 0'\) raised"):
        executed(path, cache=cache)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.slow
@pytest.mark.parametrize("path", [
    pytest.param(path, marks=() if path.stem == "05_threshold_tradeoff" else pytest.mark.sweep, id=path.stem)
    for path in NOTEBOOKS
])  # fmt: skip
def test_a_fresh_kernel_shows_the_text_that_is_stored(path):
    """As `course execute` starts it; nbval says the same of kernels that are forked, where much is loaded before."""

    def shown(notebook):
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        return {cell.id: [_text(output) for output in cell.outputs] for cell in cells}

    stored, fresh = shown(nbformat.read(path, as_version=4)), shown(execute(path))
    assert stored.keys() == fresh.keys()
    assert {name: (stored[name], said) for name, said in fresh.items() if said != stored[name]} == {}


def _text(output):
    data = output.get("data", {})
    return output.get("text"), {kind: data[kind] for kind in data if kind.startswith("text/")}
