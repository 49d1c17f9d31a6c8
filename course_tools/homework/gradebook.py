"""nbgrader's course folder: its database, and the notebooks that its formgrader opens. There is one writer."""

import shutil
import warnings
from datetime import datetime
from pathlib import Path

import nbformat
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from ..files import put
from .source import STUBS, BadAssignment

COURSE = "logistic-regression"
CONFIGURATION = f'''"""Grading by hand: start `jupyter lab` in this folder, then choose Nbgrader > Formgrader."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "{COURSE}"
c.HTMLExporter.sanitize_html = True
'''


def _schema():
    """The version of the database's tables; nbgrader asks a program `alembic`, which need not be on the PATH."""
    return ScriptDirectory(str(Path(api.__file__).with_name("alembic"))).get_current_head()


api.get_alembic_version = _schema


class Course:
    """The folder that grading writes into.

    Parameters
    ----------
    folder : path
    assignment : Assignment
    """

    def __init__(self, folder, assignment):
        self.folder, self.assignment = Path(folder).absolute(), assignment
        self.name = assignment.name
        self.notebook = assignment.name
        self.book = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "nbgrader_config.py"
        if not configuration.exists():
            put(CONFIGURATION, configuration)
        self._release()
        self.book = Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", COURSE)
        return self

    def __exit__(self, *_):
        self.book.close()

    def _release(self):
        """Have nbgrader make the released version and write the assignment into the gradebook, if it changed."""
        stamp = self.folder / "source" / self.name / ".digest"
        if stamp.exists() and stamp.read_text() == self.assignment.digest and (self.folder / "gradebook.db").exists():
            return
        folder = stamp.parent
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.assignment.path, folder / f"{self.notebook}.ipynb")
        for name, data in self.assignment.files.items():
            put(data, folder / name)
        config = Config(STUBS)
        config.CourseDirectory.root = str(self.folder)
        config.CourseDirectory.course_id = COURSE
        config.NbGrader.logfile = ""
        converter = NbGraderAPI(CourseDirectory(config=config), config=config)
        converter.log.handlers.clear()  # it returns its log, too
        done = converter.generate_assignment(self.name, force=True)
        if not done["success"]:
            if "Cannot add or remove cells" in str(done.get("log")):
                raise BadAssignment(
                    f"{self.assignment.path}: graded cells were added or removed since submissions were graded into "
                    f"{self.folder}, which nbgrader's gradebook does not allow; grade into another --output"
                )
            raise RuntimeError(f"nbgrader could not release {self.name}:\n{done.get('log')}\n{done.get('error')}")
        put(self.assignment.digest, stamp)

    def save(self, outcome, *, unchanged, timestamp=None):
        """Write one submission: its notebook first, then its grades in one transaction.

        Points that a human gave are kept. They are asked for again only if the answer has changed since.

        Parameters
        ----------
        outcome : Outcome
        unchanged : bool
            Whether the submission is the one that was graded before.
        timestamp : datetime, optional
        """
        student = outcome.student
        target = self.folder / "autograded" / student / self.name / f"{self.notebook}.ipynb"
        before = _answers(target)
        put(nbformat.writes(outcome.notebook) + "\n", target)
        book = self.book
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, on how nbgrader links its objects
            book.update_or_create_student(student)
            submission = book.update_or_create_submission(self.name, student, timestamp=timestamp)
        notebook = next(item for item in submission.notebooks if item.name == self.notebook)
        grades = {grade.name: grade for grade in notebook.grades}
        by_hand = _answers_in(outcome.notebook)
        for question in outcome.questions:
            grade = grades[question.name]
            grade.auto_score = question.points
            given = grade.manual_score is not None
            same = unchanged or (question.name in by_hand and before.get(question.name) == by_hand[question.name])
            if given and same:
                continue  # as the human left it
            grade.needs_manual_grade = given or question.points is None or question.status == "needs attention"
        for comment in notebook.comments:
            answered = outcome.by_hand.get(comment.name)
            cell = self.assignment.cell(comment.name)
            nothing = answered is not None and answered.strip() == cell.released.strip()
            comment.auto_comment = "No response." if nothing else None
        book.db.commit()

    def manual(self, student):
        """What humans have entered: {question: (points, extra points, needs a human)} and {cell: comment}."""
        self.book.db.expire_all()
        try:
            submission = self.book.find_submission(self.name, student)
        except MissingEntry:
            return {}, {}
        notebook = next(item for item in submission.notebooks if item.name == self.notebook)
        grades = {grade.name: (grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
                  for grade in notebook.grades}  # fmt: skip
        return grades, {comment.name: comment.comment for comment in notebook.comments if comment.comment}


def _answers(path):
    """{name: source} of the hand-graded answers in the notebook that was graded before."""
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError):
        return {}
    return _answers_in(notebook)


def _answers_in(notebook):
    found = {}
    for cell in notebook.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution") and about.get("grade"):
            found[about["grade_id"]] = cell.source
    return found


def timestamp_of(folder):
    """When it was submitted, as nbgrader's collect notes it; or None."""
    try:
        text = (folder / "timestamp.txt").read_text(encoding="utf-8")[:100].strip()
        return datetime.strptime(text.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S.%f")
    except (OSError, ValueError, TypeError):
        return None
