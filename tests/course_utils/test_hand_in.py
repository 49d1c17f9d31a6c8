"""The check before handing in: what it says of a file."""

import json
import os
import sys
import time
from types import SimpleNamespace

import pytest
from support.interrupts import is_running, wait_until
from support.warm_process import starts

from course_utils import _fresh_copy, hand_in
from course_utils.hand_in import check_before_handing_in

CHECK = 'from course_utils.hand_in import check_before_handing_in\n\ncheck_before_handing_in("hw1.ipynb")'
STUB = 'def f(x):\n    raise NotImplementedError("this question is not answered yet")'
WORDS = "*Write your answer here.*"
TEST = "assert f(2) == 4"


def cell(kind, source, name=None, **about):
    made = {"cell_type": kind, "id": f"c{abs(hash((source, name)))}", "metadata": {}, "source": source}
    if name:
        made["metadata"]["nbgrader"] = {"grade_id": name, **about}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(f=STUB, words=WORDS, test=TEST, drop=(), extra=()):
    """A homework of one function, its test, and words, as a student has saved it."""
    released = [("f", "answer", STUB), ("f-tests", "given", TEST), ("words", "written answer", WORDS)]
    check = cell("code", CHECK, "check-before-handing-in")
    check["metadata"]["released"] = hand_in.contents(released)
    cells = [cell("code", f, "f", solution=True), cell("code", test, "f-tests", grade=True),
             cell("markdown", words, "words", solution=True, grade=True), *extra, check]  # fmt: skip
    cells = [one for one in cells if one["metadata"].get("nbgrader", {}).get("grade_id") not in drop]
    return {"cells": cells, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4,
            "nbformat_minor": 5}  # fmt: skip


@pytest.fixture
def there(tmp_path, monkeypatch):
    """Saves a notebook in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)

    def save(content, name="hw1.ipynb"):
        (tmp_path / name).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return tmp_path / name

    return save


@pytest.fixture
def warm(monkeypatch):
    """The process that runs the copy begins as a fork of this one; the kernel is one of its own."""
    import nbclient  # noqa: F401, which that process needs

    monkeypatch.setattr(_fresh_copy, "subprocess", starts)


def said(capsys, file="hw1.ipynb", **options):
    check_before_handing_in(file, **{"run": False, **options})
    return capsys.readouterr().out


GOOD = {"f": "def f(x):\n    return x * x", "words": "Because."}


def test_a_whole_file_gets_its_receipt(there, capsys):
    there(notebook(**GOOD))
    text = said(capsys)
    assert "✗" not in text
    assert "2 of 2 questions are answered." in text
    assert f"Receipt: {hand_in.receipt_of(notebook(**GOOD))}" in text
    assert "not when" in text


@pytest.mark.parametrize(
    ("changed", "line", "n_answered"),
    [
        ({"f": STUB}, "f: not answered yet", 1),
        ({"f": STUB + "\n\n\n"}, "f: not answered yet", 1),
        ({"f": STUB + "\n    return x"}, "f: the line that raises NotImplementedError is still in it", 1),
        ({"f": " \n"}, "f: the cell is empty", 1),
        ({"words": WORDS}, "words: not answered yet, or answered in another cell", 1),
        ({"words": ""}, "words: the cell is empty", 1),
        ({"drop": ["words"]}, "words: its cell was not found in the file", 1),
        ({"drop": ["f-tests"]}, "Cells of the homework are not in the file: f-tests.", 2),
        ({"test": "assert True"}, "Given cells were changed: f-tests.", 2),
        ({"f": STUB, "words": ""}, "f: not answered yet", 0),
    ],
)
def test_what_is_missing_is_named(there, capsys, changed, line, n_answered):
    there(notebook(**(GOOD | changed)))
    text = said(capsys)
    assert f"✗ {line}" in text
    assert f"{n_answered} of 2 questions are answered." in text
    assert "Receipt: " in text


def test_a_file_that_has_lost_its_metadata_is_checked_as_far_as_it_goes(there, capsys):
    content = notebook(**GOOD)
    for one in content["cells"]:
        one["metadata"] = {}
    there(content)
    text = said(capsys)
    assert "The list of the released cells is gone" in text
    assert f"Receipt: {hand_in.receipt_of(notebook(**GOOD))}" in text


def test_the_file_on_the_disk_counts_and_its_time_is_said(there, capsys):
    path = there(notebook(**GOOD))
    saved = time.time() - 3 * 3600
    os.utime(path, (saved, saved))
    text = said(capsys)
    assert time.strftime("%H:%M:%S", time.localtime(saved)) in text
    assert "3 hours ago" in text
    assert "save (Ctrl+S" in text


def test_the_file_is_that_which_the_editor_names(there, capsys, monkeypatch):
    there(notebook(), "hw1.ipynb")
    mine = there(notebook(**GOOD), "hw1_Anna Maria.ipynb")
    monkeypatch.setenv("JPY_SESSION_NAME", str(mine))
    assert said(capsys).startswith("hw1_Anna Maria.ipynb, ")
    # renamed since the session was started: the call counts
    monkeypatch.setenv("JPY_SESSION_NAME", str(mine.with_name("before.ipynb")))
    assert said(capsys).startswith("hw1.ipynb, ")
    # VS Code says it in the session itself
    monkeypatch.setattr(hand_in, "_of_the_editor", lambda: str(mine))
    assert said(capsys).startswith("hw1_Anna Maria.ipynb, ")


def test_what_was_run_and_is_not_in_the_file_is_told(there, capsys, monkeypatch):
    ran = ["", "import os", STUB, GOOD["f"], "x = 1"]
    history = SimpleNamespace(input_hist_raw=ran)
    monkeypatch.setattr(hand_in, "_shell", lambda: SimpleNamespace(user_ns={}, history_manager=history))
    told = "✗ What you ran last of f is not in the saved file: save it"
    there(notebook())  # the stub is what was saved
    assert told in said(capsys)
    there(notebook(**(GOOD | {"f": GOOD["f"] + "\r\n"})))
    assert "What you ran" not in said(capsys)
    ran.append(STUB)
    assert told in said(capsys)


@pytest.mark.parametrize(
    ("content", "line"),
    [("", "is no notebook"), ("{", "is no notebook"), ("[]", "is no notebook"), ('{"cells": 1}', "is no notebook"),
     ('{"cells": [1]}', "is no notebook"), ('{"worksheets": []}', "is no notebook")],
)  # fmt: skip
def test_what_is_no_notebook_is_said(there, capsys, content, line):
    there(content)
    text = said(capsys)
    assert text.startswith("Not checked: hw1.ipynb")
    assert line in text


def test_a_file_that_is_not_there_is_said(there, capsys):
    there(notebook(), "other.ipynb")
    text = said(capsys)
    assert text.startswith("Not checked: hw1.ipynb is not in ")
    assert "other.ipynb" in text
    assert "write its name" in said(capsys, None)


def test_the_copy_does_not_check_itself(there, capsys, monkeypatch):
    there(notebook(**GOOD))
    monkeypatch.setenv("COURSE_FRESH_COPY", "1")
    assert "Receipt" not in said(capsys)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "lines"),
    [
        # it ran in the student's session, where x was left from a cell that is gone
        (GOOD | {"f": "def f(y):\n    return y\n\n\nf(x)"},
         ["cell 1 (f): NameError: name 'x' is not defined", "cell 2 (f-tests): AssertionError"]),
        (GOOD | {"f": "import os\nos._exit(1)"}, ["the kernel died in cell 1", "Receipt: "]),
        (GOOD | {"f": "import time\ntime.sleep(60)"}, ["cell 1 took longer than 1 s"]),
    ],
)  # fmt: skip
def test_a_fresh_copy_is_run(there, warm, capsys, changed, lines):
    path = there(notebook(**changed))
    before = path.read_bytes()
    text = said(capsys, run=True, seconds=1 if "sleep" in changed["f"] else 60)
    for line in lines:
        assert line in text
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["hw1.ipynb"]


@pytest.mark.slow
def test_the_cell_works_in_a_notebook_that_is_run_by_itself(there, tmp_path):
    """In a kernel of nbclient, whose session knows no file: the name in the call counts."""
    import nbformat
    from nbclient import NotebookClient

    path = there(notebook(**GOOD))
    before = path.read_bytes()
    made = nbformat.from_dict(notebook(**GOOD))
    NotebookClient(made, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()
    text = "".join(output.text for output in made.cells[-1].outputs)
    assert "✓ A fresh copy runs from top to bottom without an error." in text
    assert f"Receipt: {hand_in.receipt_of(notebook(**GOOD))}" in text
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["hw1.ipynb"]


@pytest.mark.slow
def test_a_kernel_that_is_not_there_is_said(there, warm, capsys):
    content = notebook(**GOOD)
    content["metadata"]["kernelspec"]["name"] = "no-such-kernel"
    there(content)
    assert "✗ A fresh copy, run from top to bottom: it could not be run: NoSuchKernel" in said(capsys, run=True)


@pytest.mark.slow
def test_interrupted_it_stops_the_copy_and_says_so(there, warm, tmp_path):
    path = there(
        notebook(
            **(
                GOOD
                | {"f": "import os, pathlib, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(600)"}
            )
        )
    )
    code = ("import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            f"from course_utils.hand_in import *; check_before_handing_in({str(path)!r}, seconds=900)")  # fmt: skip
    with starts.Popen([sys.executable, "-c", code], stdout=starts.PIPE, text=True) as process:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert process.poll() is None
            time.sleep(0.05)
        import signal

        process.send_signal(signal.SIGINT)
        assert process.wait(300) == 0
        out = process.stdout.read()
    assert "Interrupted" in out
    assert "Receipt" not in out
    kernel = int((tmp_path / "pid").read_text())
    wait_until(lambda: not is_running(kernel))


def test_cells_that_only_wait_for_an_answer_are_counted_and_others_named():
    waits = f"NotImplementedError: {_fresh_copy.UNANSWERED}"
    cells = [{"metadata": {"nbgrader": {"grade_id": f"q{number}"}}} for number in range(4)]
    told = _fresh_copy.told({"cells": cells}, {0: waits, 2: "NameError: x", 3: waits})
    assert told.splitlines() == [
        "✗ A fresh copy was run from top to bottom; 1 of its cells raised an error:", "      cell 3 (q2): NameError: x",
        "    2 more of its cells need an answer that is not there yet.",
    ]  # fmt: skip
    assert _fresh_copy.told({"cells": cells}, {1: waits}) == (
        "✗ A fresh copy was run from top to bottom; 1 of its cells needs an answer that is not there yet."
    )
