"""Many kinds of submission graded in one run, and what came of each."""

import contextlib
import os
import re
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import nbformat
import pytest
import support.homework_kinds as kinds
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from support.graded import grade_here, points_of, record

import proctor
from course_tools.homework.submissions import student_id
from proctor.engine import Zygote
from proctor.sandbox import marked

# kinds that sleep or loop until they are stopped do so side by side
LIMITS = ("--cell-timeout", "4", "--notebook-timeout", "90", "--memory", "700", "--workers", "8")
PATIENT = ("--cell-timeout", "30", "--workers", "4")  # where no kind is without end
LARGE = (*PATIENT, "--memory", "700")  # where kinds go on until they have taken that
LEAKED = re.compile(r"LEAKED.*")
LINK = re.compile(r"<a [^>]*href=[\"']?([^\"'>]*)")


@dataclass
class GradedKinds:
    """The submissions of an assignment, in a folder, and what grading made of them.

    Parameters
    ----------
    of : Made
        The assignment.
    folder : Path
    """

    of: object
    folder: Path

    def __post_init__(self):
        self.source = self.of.write(self.folder / "source")
        self.submitted, self.output = self.folder / "submitted", self.folder / "out"
        self.submitted.mkdir(parents=True)

    def hand_in(self, some):
        for kind in some:
            kinds.write(kind, kind.path_in(self.submitted))

    def grade(self):
        limits = {kinds.HW0.name: LIMITS, kinds.LARGE.name: LARGE}.get(self.of.name, PATIENT)
        done = grade_here(self.submitted, self.output, self.source, *limits, name=self.of.name)
        assert done.returncode == 0, done.stderr
        return done

    def record(self, student):
        return record(self.output, student_id(student), self.of.name)

    def points(self, student):
        return points_of(self.output, student_id(student), self.of.questions)

    def autograded(self, student):
        path = self.output / "autograded" / student_id(student) / self.of.name / f"{self.of.name}.ipynb"
        return nbformat.read(path, as_version=4)

    def printed(self, student):
        """All that the instructor sees of what a submission printed, in its own session and in the tests'."""
        cells = self.autograded(student).cells
        return "".join(output.get("text", "") for cell in cells for output in cell.get("outputs", []))

    def page(self, student):
        path = self.output / "feedback" / student_id(student) / self.of.name / f"{self.of.name}.html"
        return path.read_text(encoding="utf-8")

    def check(self, kind):
        """All that a kind promises, and what is true of each."""
        kept, earned = self.record(kind.name), self.points(kind.name)
        why = "; ".join(kept.attention)
        assert earned in kind.fair, (earned, kind.fair, why, [question.why for question in kept.questions])
        full = tuple(None if question.points is None else question.maximum for question in kept.questions)
        assert earned == full or kind.fair[0] != full or kept.status == "needs attention", "less, without a word"
        if kind.needs_attention is not None:
            assert (kept.status == "needs attention") is kind.needs_attention, why
        assert not isinstance(kind.why, str) or kind.why in why
        assert kind.note is None or kind.note in "; ".join(kept.notes)
        page, shown = self.page(kind.name), [output for cell in kept.cells for output in cell.outputs]
        assert LEAKED.findall(f"{self.printed(kind.name)}\n{_texts(shown)}") == []
        assert kind.shows is None or kind.shows in page
        _check_harmless(page, self.autograded(kind.name))
        return kept, earned, why


def _texts(outputs):
    """What a student's page shows below the cells, whose sources may say what they look for."""
    return "\n".join(output.get("text", "") + output.get("data", {}).get("text/plain", "") for output in outputs)


def _check_harmless(page, notebook):
    """Nothing hidden and nothing that runs is on the page; every picture that is asked for is there."""
    for word in (kinds.SECRET, "hidden gradient", kinds.HIDDEN_NUMBER[:6]):
        assert word not in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            opened = {urlsplit(unescape(link)).scheme for link in LINK.findall(_in_formgrader(cell))}
            assert opened <= {"", "http", "https", "mailto"}, opened


def _in_formgrader(cell):
    """As nbconvert shows it there; it refuses what is attached and not there, and with it the whole page."""
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return MarkdownWithMath(renderer=renderer).render(cell.source)


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


@contextlib.contextmanager
def each_task_runs_once():
    """What several submissions ask of the engine, for they differ in their file alone, it is asked once; the results.

    How a task ends does not hang on who has handed it in: no name of a student is in it.
    """
    run, results, one_at_a_time = proctor.execute, {}, threading.Lock()

    def execute(task, limits, **engine):
        key = msgspec.msgpack.encode([task, limits])
        with one_at_a_time:
            first = key not in results
            future = results.setdefault(key, Future())
        if first:
            try:
                future.set_result(run(task, limits, **engine))
            except BaseException as error:
                future.set_exception(error)
        return future.result()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proctor, "execute", execute)
        yield results


@contextlib.contextmanager
def engines_marked(mark):
    """A mark on all processes of every engine that is started in here, but where a test sets its own."""
    start = Zygote.__init__

    def marked_start(self, modules, unsafe):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PROCTOR_MARK", os.environ.get("PROCTOR_MARK", mark))
            start(self, modules, unsafe)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Zygote, "__init__", marked_start)
        yield


def left_behind(mark):
    """The marked processes but for the engines, which are this process's children and wait for the next task."""
    return [pid for pid in marked(mark) if _parent(pid) != os.getpid()]


def _parent(pid):
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
