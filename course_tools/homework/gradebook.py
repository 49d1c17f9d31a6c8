"""nbgrader's course folder: its database, and the notebooks that its formgrader opens. There is one writer."""

import json
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

import nbformat
from alembic.script import ScriptDirectory
from nbgrader import api
from nbgrader.api import Gradebook, new_uuid
from nbgrader.preprocessors import SaveCells
from sqlalchemy import bindparam, func, insert, select, update

from ..files import put
from . import earlier
from .source import BadAssignment

# nbgrader's tables. They are written row by row, as its own objects take four transactions for one submission, and
# longer the more there are
TABLES = api.Base.metadata.tables
ASSIGNMENT, NOTEBOOK, CELL, STUDENT = (TABLES[name] for name in ("assignment", "notebook", "base_cell", "student"))
SUBMITTED, SUBMITTED_NOTEBOOK = TABLES["submitted_assignment"], TABLES["submitted_notebook"]
GRADE, COMMENT = TABLES["grade"], TABLES["comment"]
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
            elif (own := stamp.with_name(f"{self.notebook}.ipynb")).read_bytes() != self.assignment.data:
                put(self.assignment.data, own)  # another model answer or rubric, which changes no grade
            self._look_up()
            self.book.db.remove()
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

    def save(self, outcome, before=None, *, collected=None):
        """Write one submission: its notebook first, then its grades in one transaction.

        Points that a human gave are kept. They are asked for again only if what they were given for has changed.

        Parameters
        ----------
        outcome : Outcome
        before : Record, optional
            Of the submission that was graded before.
        collected : datetime, optional
            When it was handed in.
        """
        record = outcome.record
        target = self.folder / "autograded" / record.student / self.name / f"{self.notebook}.ipynb"
        there = earlier.answers(target)
        put(json.dumps(outcome.notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", target)
        unchanged = record.key is not None and before is not None and before.digest == record.digest
        answers = {question.name: question.answer for question in before.questions} if before is not None else {}
        with self.book.engine.begin() as connection:
            notebook = self._submitted(connection, record.student, collected)
            given = {name: manual is not None for name, manual in connection.execute(
                select(CELL.c.name, GRADE.c.manual_score).join(CELL, CELL.c.id == GRADE.c.cell_id)
                .where(GRADE.c.notebook_id == notebook)
            )}  # fmt: skip
            grades = []
            for question in record.questions:
                new = {"cell": self.graded[question.name], "points": question.points}
                if given[question.name]:
                    same = unchanged or (question.answer and answers.get(question.name) == question.answer)
                    if not answers.get(question.name) and not same:
                        same = earlier.is_same(question.name, there, outcome)
                    grades.append(new | {"by_hand": None if same else True})  # None: as the human left it
                else:
                    wanted = question.points is None or question.status == "needs attention"
                    grades.append(new | {"by_hand": wanted})
            of_this = (GRADE.c.notebook_id == notebook) & (GRADE.c.cell_id == bindparam("cell"))
            asked = func.coalesce(bindparam("by_hand"), GRADE.c.needs_manual_grade)
            connection.execute(
                update(GRADE).where(of_this).values(auto_score=bindparam("points"), needs_manual_grade=asked), grades
            )
            comments = [{"cell": cell, "text": self._comment(name, outcome)} for name, cell in self.commented.items()]
            if comments:
                of_this = (COMMENT.c.notebook_id == notebook) & (COMMENT.c.cell_id == bindparam("cell"))
                connection.execute(update(COMMENT).where(of_this).values(auto_comment=bindparam("text")), comments)

    def _comment(self, name, outcome):
        """What nbgrader says of an answer that was left as it was handed out."""
        answered, question = outcome.by_hand.get(name), next(q for q in (*outcome.record.questions, None)
                                                             if q is None or q.name == name)  # fmt: skip
        nothing = answered is not None and answered.strip() == self.assignment.cell(name).released.strip()
        return "No response." if nothing and (question is None or question.points is not None) else None

    def _submitted(self, connection, student, collected):
        """The id of a student's notebook, which is made if it is not there."""
        assignment, notebook = self.ids
        found = connection.execute(
            select(SUBMITTED.c.id, SUBMITTED_NOTEBOOK.c.id)
            .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMITTED.c.id)
            .where(SUBMITTED.c.student_id == student, SUBMITTED.c.assignment_id == assignment,
                   SUBMITTED_NOTEBOOK.c.notebook_id == notebook)
        ).first()  # fmt: skip
        if found is not None:
            connection.execute(update(SUBMITTED).where(SUBMITTED.c.id == found[0]).values(timestamp=collected))
            return found[1]
        if connection.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
            first, _, last = student.rpartition(" ")
            connection.execute(insert(STUDENT).values(id=student, first_name=first, last_name=last))
        submitted, own = new_uuid(), new_uuid()
        connection.execute(
            insert(SUBMITTED).values(id=submitted, assignment_id=assignment, student_id=student, timestamp=collected)
        )
        connection.execute(
            insert(SUBMITTED_NOTEBOOK).values(id=own, assignment_id=submitted, notebook_id=notebook, flagged=False)
        )
        for table, cells in ((GRADE, self.graded), (COMMENT, self.commented)):
            rows = [{"id": new_uuid(), "notebook_id": own, "cell_id": cell} for cell in cells.values()]
            if rows:
                connection.execute(insert(table), rows)
        return own

    def _look_up(self):
        """The ids of the assignment, its notebook and its cells, which do not change from here on."""
        with self.book.engine.connect() as connection:
            self.ids = tuple(connection.execute(
                select(NOTEBOOK.c.assignment_id, NOTEBOOK.c.id)
                .join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
                .where(ASSIGNMENT.c.name == self.name, ASSIGNMENT.c.course_id == COURSE,
                       NOTEBOOK.c.name == self.notebook)
            ).one())  # fmt: skip
            cells = connection.execute(
                select(CELL.c.name, CELL.c.id, CELL.c.type).where(CELL.c.notebook_id == self.ids[1])
            ).all()
        self.graded = {name: cell for name, cell, kind in cells if kind in ("GradeCell", "TaskCell")}
        self.commented = {name: cell for name, cell, kind in cells if kind in ("SolutionCell", "TaskCell")}

    def by_hand(self):
        """What humans have entered, and what they are asked for, of all students.

        Returns
        -------
        grades : dict
            {student: {question: (points, extra points, whether a human is asked)}}
        comments : dict
            {student: {cell: text}}
        """
        grades, comments = defaultdict(dict), defaultdict(dict)

        def rows(table, *columns):
            return connection.execute(
                select(SUBMITTED.c.student_id, CELL.c.name, *columns)
                .select_from(table)
                .join(CELL, CELL.c.id == table.c.cell_id)
                .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == table.c.notebook_id)
                .join(SUBMITTED, SUBMITTED.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
                .where(SUBMITTED_NOTEBOOK.c.notebook_id == self.ids[1])
            )

        with self.book.engine.connect() as connection:
            for student, name, *given in rows(
                GRADE, GRADE.c.manual_score, GRADE.c.extra_credit, GRADE.c.needs_manual_grade
            ):
                grades[student][name] = tuple(given)
            for student, name, own, automatic in rows(COMMENT, COMMENT.c.manual_comment, COMMENT.c.auto_comment):
                if own or automatic:
                    comments[student][name] = own or automatic
        return grades, comments


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
