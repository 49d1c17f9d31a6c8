"""Grading for real: every kind of submission, with the points and the status that each must get.

The honest ones are graded first; then the hostile ones come to the same folder, and must change nothing of theirs. One
kind of each fault is tried here, all others in the sweep; what tests of the engine alone try is left to the sweep, too.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import support.homework_kinds as kinds
from support.graded import database, files_of, points_of, rows
from support.graded_kinds import GradedKinds, each_task_runs_once, left_behind, marked_processes
from support.interrupts import wait_until
from support.notebook_checks import ROOT

from course_tools.homework.submissions import student_id
from proctor.sandbox import marked

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("homework"),
    pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux"),
]
HONEST = kinds.CORE[: len(kinds.honest.first())]
CORE = [kind for kind in kinds.CORE if kind.of is kinds.HW0]
WIDE = [kind for kind in kinds.CORE if kind.of is kinds.WIDE]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, mark):
    folder = tmp_path_factory.mktemp("homework")
    core, wide = GradedKinds(kinds.HW0, folder / "hw0"), GradedKinds(kinds.WIDE, folder / "wide")
    with each_task_runs_once():
        core.hand_in(HONEST)
        with marked_processes(mark) as seen:
            core.grade()
        honest = [kind.name for kind in HONEST]
        before = database(core.output, honest), files_of(core.output, honest), rows(core.output)
        core.hand_in(kind for kind in CORE if kind not in HONEST)
        kinds.write(HONEST[0], core.submitted / f"two files_{kinds.NAME}.ipynb")
        kinds.write(HONEST[1], core.submitted / f"two files_{kinds.NAME} (1).ipynb")
        kinds.write(HONEST[0], core.submitted / f"{kinds.NAME}.ipynb")
        with marked_processes(mark) as hostile:
            core.grade()
        wide.hand_in(WIDE)
        wide.grade()
    return SimpleNamespace(core=core, wide=wide, before=before, mark=mark, seen=(seen, hostile))


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """All that are not in the core."""
    found = {}
    for of in (kinds.HW0, kinds.WIDE, kinds.LARGE):
        found[of.name] = GradedKinds(of, tmp_path_factory.mktemp("sweep") / of.name)
        found[of.name].hand_in(kind for kind in kinds.REST if kind.of is of)
        with each_task_runs_once():
            found[of.name].grade()
    return found


def _noted(request, kind, found):
    kept, points, why = found
    request.node.user_properties.append(("submission", [kind.name, points, kept.status, why]))


@pytest.mark.parametrize("kind", CORE, ids=[kind.name for kind in CORE])
def test_kind(graded, kind, request):
    _noted(request, kind, graded.core.check(kind))


@pytest.mark.parametrize("kind", WIDE, ids=[kind.name for kind in WIDE])
def test_kind_of_the_wide_assignment(graded, kind, request):
    _noted(request, kind, graded.wide.check(kind))


@pytest.mark.sweep
@pytest.mark.parametrize("kind", kinds.REST, ids=[kind.name for kind in kinds.REST])
def test_further_kind(swept, kind, request):
    _noted(request, kind, swept[kind.of.name].check(kind))


def test_what_is_left_to_the_sweep_has_one_in_the_core_that_stands_for_it():
    assert {*kinds.STOOD_FOR, *kinds.TRIED_ALONE} <= {kind.name for kind in kinds.REST}
    assert set(kinds.STOOD_FOR.values()) <= {kind.name for kind in kinds.CORE}
    for file, test in kinds.TRIED_ALONE.values():
        before, found, _ = (ROOT / file).read_text(encoding="utf-8").partition(f"\ndef {test}(")
        assert found, test
        assert "sweep" not in before.rpartition("\n\n\n")[2], f"{test} is left to the sweeps, too"


def test_names_are_of_one_kind_each():
    names = [student_id(kind.name) for kind in kinds.ALL]
    assert len(set(names)) == len(names)
    assert len(names) >= 3 * 55


def test_each_question_has_a_status(graded):
    found = rows(graded.core.output)
    assert {row["status"] for row in found} == {"graded", "by hand", "needs attention"}
    assert all(row["points"] or row["status"] != "graded" for row in found)
    assert len(found) == len(kinds.QUESTIONS) * (len(CORE) + 2)


def test_two_files_from_one_student_and_a_file_from_nobody(graded):
    for student, why in (("two files", "2 files from one student"), (kinds.NAME, "names no student")):
        kept = graded.core.record(student)
        assert kept.status == "needs attention"
        assert why in kept.attention[0]
        assert points_of(graded.core.output, student) == kinds.NOTHING


def test_hostile_submissions_change_nothing_of_the_others(graded):
    honest = [kind.name for kind in HONEST]
    before, files, table = graded.before
    assert database(graded.core.output, honest) == before
    assert len(before["grade"]) == len(honest) * len(kinds.QUESTIONS)
    assert files_of(graded.core.output, honest) == files
    assert [row for row in rows(graded.core.output) if row["student"] in honest] == table


def test_nothing_is_left_behind(graded):
    """No process of any sandbox runs on, and nothing was written outside of the output."""
    assert [len(seen) > 3 for seen in graded.seen] == [True, True]  # else this would find nothing, whatever is left
    wait_until(lambda: left_behind(graded.mark) == [])
    assert not [*Path("/usr").glob("written*"), *Path(sys.prefix).glob("written*")]
    assert not any(path.name.startswith("written") for path in Path("/tmp").iterdir())


def test_what_is_left_behind_would_be_found(tmp_path):
    """A process as a submission might leave it: nothing of the command's is in its command line."""
    mark = str(tmp_path)
    left = "sleep 60 < /dev/null > /dev/null 2>&1 & echo $!"
    held = int(subprocess.run(["sh", "-c", left], env={**os.environ, "PROCTOR_MARK": mark}, capture_output=True,
                              text=True, check=True).stdout)  # fmt: skip
    try:
        wait_until(lambda: left_behind(mark) == [held])  # it may have begun before Linux has put its environment there
    finally:
        os.kill(held, signal.SIGKILL)
    wait_until(lambda: marked(mark) == [])


def test_network_and_other_files_are_out_of_reach(graded):
    for student, word, refused in (("network", "REACHED", 5), ("writes elsewhere", "WROTE", 10)):
        printed = graded.core.printed(student)
        assert word not in printed
        assert printed.count("refused") == refused


def test_feedback_holds_nothing_hidden(graded):
    """`GradedKinds.check` looks at every page; what the instructor opens has it, so that the look can fail."""
    assert len(list((graded.core.output / "feedback").rglob("*.html"))) == len(CORE) + 2
    source = "".join(cell.source for cell in graded.core.autograded("looks around").cells)
    assert kinds.SECRET in source
    assert kinds.HIDDEN_NUMBER[:6] in graded.core.printed("looks around")
    assert "FOUND" not in graded.core.printed("looks around")


def test_nothing_of_a_student_runs_in_a_browser(graded):
    notebook = graded.core.autograded("scripts in its output")
    kept = {kind for cell in notebook.cells for output in cell.get("outputs", []) for kind in output.get("data", {})}
    assert kept == {"text/plain"}
    words = kinds.find(notebook, "words").source
    assert not re.search(r"<[a-z/!]", words, flags=re.IGNORECASE)
    assert "owned" in words  # what was written is still there, and opens nothing: `GradedKinds.check` looks at links
    assert re.search(r"<img [^>]*onerror", graded.core.page("scripts in its output")) is None


def test_pictures_and_text_are_kept(graded):
    cells = graded.core.autograded("prints and plots").cells
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    assert "hello\n" in graded.core.printed("prints and plots")


def test_a_second_run_changes_nothing(graded):
    """Content and times of all files: nothing is even written again."""

    def everything():
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in graded.core.output.rglob("*")
                if path.is_file() and path.name != "lock"}  # fmt: skip

    before = everything()
    assert graded.core.grade().stdout.startswith("0 of ")
    assert everything() == before


def test_report_says_who_needs_a_human(graded):
    text = (graded.core.output / "report.md").read_text(encoding="utf-8")
    needing = text.split("## Needs attention")[1].split("##")[0]
    for kind in CORE:
        if kind.name.isascii() and not set("|_<=") & set(kind.name):
            needs = graded.core.record(kind.name).status == "needs attention"
            assert (f"| {kind.name} |" in needing) is needs, kind.name
