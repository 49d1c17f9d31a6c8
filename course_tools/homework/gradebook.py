"""nbgrader's course folder: its database, and the notebooks that its formgrader opens. There is one writer."""

import warnings
from contextlib import contextmanager
from pathlib import Path

import nbformat
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import SaveCells

from ..files import put
from .source import BadAssignment

COURSE = "logistic-regression"
CONFIGURATION = f'''"""Grading by hand: start `jupyter lab` in this folder, then choose Nbgrader > Formgrader."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "{COURSE}"
c.HTMLExporter.sanitize_html = True
'''


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
        self.database = self.folder / "gradebook.db"
        self.book = None

    def __enter__(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        configuration = self.folder / "nbgrader_config.py"
        if not configuration.exists():
            put(CONFIGURATION, configuration)
        stamp = self.folder / "source" / self.name / ".digest"
        digest = self.assignment.digest
        released = self.database.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == digest
        with version_of_the_tables():
            self.book = Gradebook(self._url, COURSE)
        try:
            if not released:
                self._release()
                put(digest, stamp)
        except BaseException:
            self.book.close()
            raise
        return self

    def __exit__(self, *_):
        self.book.close()

    @property
    def _url(self):
        return f"sqlite:///{self.database}"

    def _release(self):
        """Write the assignment as nbgrader's `generate_assignment` does: two folders, and the gradebook."""
        for folder, notebook in (("source", self.assignment.data), ("release", self._student_version())):
            put(notebook, self.folder / folder / self.name / f"{self.notebook}.ipynb")
            for name, data in self.assignment.files.items():
                put(data, self.folder / folder / self.name / name)
        self.book.update_or_create_assignment(self.name)
        names = {"assignment": self.name, "notebook": self.notebook, "db_url": self._url}
        try:
            SaveCells().preprocess(self.assignment.graded_version, {"nbgrader": names})
        except RuntimeError as error:
            if "Cannot add or remove cells" not in str(error):
                raise
            raise BadAssignment(
                f"{self.assignment.path}: graded cells were added or removed since submissions were graded into "
                f"{self.folder}, which nbgrader's gradebook does not allow; grade into another --output"
            ) from None

    def _student_version(self):
        return nbformat.writes(self.assignment.student_version) + "\n"

    def save(self, outcome, *, unchanged, collected=None):
        """Write one submission: its notebook first, then its grades in one transaction.

        Points that a human gave are kept. They are asked for again only if the answer has changed since.

        Parameters
        ----------
        outcome : Outcome
        unchanged : bool
            Whether the submission is the one that was graded before.
        collected : datetime, optional
            When it was handed in.
        """
        student = outcome.record.student
        target = self.folder / "autograded" / student / self.name / f"{self.notebook}.ipynb"
        before = _answers(target)
        put(nbformat.writes(outcome.notebook) + "\n", target)
        book = self.book
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, on how nbgrader links its objects
            book.update_or_create_student(student)
            submission = book.update_or_create_submission(self.name, student, timestamp=collected)
        notebook = next(item for item in submission.notebooks if item.name == self.notebook)
        grades = {grade.name: grade for grade in notebook.grades}
        by_hand = _answers_in(outcome.notebook)
        for question in outcome.record.questions:
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


@contextmanager
def version_of_the_tables():
    """Have nbgrader find the version of its tables by itself while it makes them.

    It asks a program `alembic` (nbgrader 0.9.6, `get_alembic_version`), which is there only where the environment's
    programs are on the PATH; and a `course` that is called by its path has no other need of that.
    """
    asked = api.get_alembic_version
    folder = str(Path(api.__file__).with_name("alembic"))
    api.get_alembic_version = lambda: ScriptDirectory(folder).get_current_head()
    try:
        yield
    finally:
        api.get_alembic_version = asked


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
