"""Grading for real: every kind of submission, in one folder, with the points and the status that each must get.

The honest ones are graded first; then the hostile ones come to the same folder, and must change nothing of theirs.
"""

import contextlib
import re
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import support.homework_kinds as kinds
from support.graded import database, files_of, grade_here, points_of, record, rows

import proctor
from course_tools.homework.submissions import student_id
from proctor.sandbox import marked

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]
# kinds that sleep or loop until they are stopped do so side by side
LIMITS = ("--cell-timeout", "4", "--notebook-timeout", "90", "--memory", "700", "--workers", "8")
HONEST, HOSTILE, BROKEN = list(kinds.honest_kinds()), list(kinds.hostile_kinds()), list(kinds.broken_kinds())
ALL = [*HONEST, *HOSTILE, *BROKEN]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("homework")
    source, submitted, output = kinds.write_assignment(folder / "source"), folder / "submitted", folder / "out"
    submitted.mkdir()
    proctor.end()  # what is kept ready since another test has no mark
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROCTOR_MARK", mark := str(folder))
        for kind in HONEST:
            kinds.write(kind, kind.path_in(submitted))
        with marked_processes(mark) as seen:
            grade_here(submitted, output, source, *LIMITS)
        honest = [kind.name for kind in HONEST]
        before = database(output, honest), files_of(output, honest), rows(output)
        for kind in [*HOSTILE, *BROKEN]:
            kinds.write(kind, kind.path_in(submitted))
        kinds.write(HONEST[0], submitted / f"two files_{kinds.NAME}.ipynb")
        kinds.write(HONEST[1], submitted / f"two files_{kinds.NAME} (1).ipynb")
        kinds.write(HONEST[0], submitted / f"{kinds.NAME}.ipynb")
        with marked_processes(mark) as hostile:
            grade_here(submitted, output, source, *LIMITS)
        proctor.end()
    return SimpleNamespace(folder=folder, source=source, submitted=submitted, output=output, before=before, mark=mark,
                           seen=(seen, hostile))  # fmt: skip


@contextlib.contextmanager
def marked_processes(mark):
    """A set of the processes that were seen at work, looked for twice a second."""
    seen, over = set(), threading.Event()

    def look():
        while not over.wait(0.5):
            seen.update(marked(mark))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("kind", ALL, ids=[kind.name for kind in ALL])
def test_kind(graded, kind, request):
    student = student_id(kind.name)
    kept, points = record(graded.output, student), points_of(graded.output, student)
    why = "; ".join(kept.attention)
    request.node.user_properties.append(("submission", [kind.name, points, kept.status, why]))
    assert points == kind.points, kept
    assert kept.status == ("graded" if kind.why is None else "needs attention"), why
    assert kind.why is None or kind.why in why
    assert kind.note is None or kind.note in "; ".join(kept.notes)


def test_each_question_has_a_status(graded):
    assert {row["status"] for row in rows(graded.output)} == {"graded", "by hand", "needs attention"}
    assert all(row["points"] or row["status"] != "graded" for row in rows(graded.output))
    assert len(rows(graded.output)) == len(kinds.QUESTIONS) * (len(ALL) + 2)


def test_two_files_from_one_student_and_a_file_from_nobody(graded):
    for student, why in (("two files", "2 files from one student"), (kinds.NAME, "names no student")):
        kept = record(graded.output, student)
        assert kept.status == "needs attention"
        assert why in kept.attention[0]
        assert points_of(graded.output, student) == kinds.NOTHING


def test_hostile_submissions_change_nothing_of_the_others(graded):
    honest = [kind.name for kind in HONEST]
    before, files, table = graded.before
    assert database(graded.output, honest) == before
    assert len(before["grade"]) == len(honest) * len(kinds.QUESTIONS)
    assert files_of(graded.output, honest) == files
    assert [row for row in rows(graded.output) if row["student"] in honest] == table


def test_nothing_is_left_behind(graded):
    """No process of any sandbox runs on, and nothing was written outside of the output."""
    assert [len(seen) > 3 for seen in graded.seen] == [True, True]  # else this would find nothing, whatever is left
    assert marked(graded.mark) == []
    assert not [*Path("/usr").glob("written*"), *Path(sys.prefix).glob("written*")]
    assert not any(path.name.startswith("written") for path in Path("/tmp").iterdir())


def autograded(graded, student):
    return nbformat.read(graded.output / "autograded" / student / kinds.NAME / f"{kinds.NAME}.ipynb", as_version=4)


def printed(graded, student):
    return "".join(
        output.get("text", "") for cell in autograded(graded, student).cells for output in cell.get("outputs", [])
    )


def test_network_and_other_files_are_out_of_reach(graded):
    assert "REACHED" not in printed(graded, "network")
    assert printed(graded, "network").count("refused") == 5
    assert "WROTE" not in printed(graded, "writes elsewhere")
    assert printed(graded, "writes elsewhere").count("refused") == 10


def test_feedback_holds_nothing_hidden(graded):
    pages = sorted((graded.output / "feedback").rglob("*.html"))
    assert len(pages) == len(ALL) + 2
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert kinds.SECRET not in text, page
        assert "hidden gradient" not in text, page
        assert kinds.HIDDEN_NUMBER[:6] not in text, page
    # what the instructor opens has it: the test above can fail
    source = "".join(cell.source for cell in autograded(graded, "looks around").cells)
    assert kinds.SECRET in source
    assert kinds.HIDDEN_NUMBER[:6] in printed(graded, "looks around")
    assert "FOUND" not in printed(graded, "looks around")


def test_nothing_of_a_student_runs_in_a_browser(graded):
    notebook = autograded(graded, "scripts in its output")
    kept = {kind for cell in notebook.cells for output in cell.get("outputs", []) for kind in output.get("data", {})}
    assert kept == {"text/plain"}
    words = kinds.find(notebook, "words").source
    assert not re.search(r"<[a-z/!]", words, flags=re.IGNORECASE)
    assert "javascript:" not in words
    page = (graded.output / "feedback" / "scripts in its output" / kinds.NAME / f"{kinds.NAME}.html").read_text("utf-8")
    assert "<script" not in page
    assert re.search(r"<img [^>]*onerror", page) is None
    assert "default-src 'none'" in page


def test_pictures_and_text_are_kept(graded):
    outputs = [output for cell in autograded(graded, "prints and plots").cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert "hello\n" in printed(graded, "prints and plots")


def test_a_second_run_changes_nothing(graded):
    """Content and times of all files: nothing is even written again."""

    def everything():
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in graded.output.rglob("*")
                if path.is_file() and path.name != "lock"}  # fmt: skip

    before = everything()
    done = grade_here(graded.submitted, graded.output, graded.source, *LIMITS)
    assert done.stdout.startswith("0 of ")
    assert everything() == before


def test_report_says_who_needs_a_human_and_why(graded):
    text = (graded.output / "report.md").read_text(encoding="utf-8")
    needing = text.split("## Needs attention")[1].split("##")[0]
    for kind in ALL:
        if "|" not in kind.name:
            assert (f"| {kind.name.replace('_', chr(92) + '_')} |" in needing) == (kind.why is not None), kind.name
