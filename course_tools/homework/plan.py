"""Which cells are run, in which order: those of the submission, with the instructor's put back."""

from dataclasses import dataclass, field

import proctor

from .source import Cell


@dataclass
class Step:
    """A cell of the notebook that is graded.

    Parameters
    ----------
    source : str
        What the student's session runs.
    kind : str
        "code" or "markdown".
    cell : Cell or None
        The instructor's, if it is one of the assignment's.
    attachments : dict
    restored : bool
        Whether the submission lacked it.
    """

    source: str
    kind: str
    cell: Cell | None = None
    attachments: dict = field(default_factory=dict)
    restored: bool = False

    @property
    def role(self):
        return "student" if self.cell is None or self.cell.role in ("answer", "free") else self.cell.role


def arrange(assignment, submitted):
    """The steps of a submission.

    Given cells and tests are the instructor's, each once. A test comes after everything that the instructor's
    notebook has before it, wherever the submission has put it; the student's own cells keep their order.

    Parameters
    ----------
    assignment : Assignment
    submitted : list of dict
        From `submissions.parse`.

    Returns
    -------
    steps : list of Step
    notes : list of str
        What was put right.
    attention : list of str
        What a human must look at.
    """
    notes, attention = [], []
    place = {cell.name: number for number, cell in enumerate(assignment.cells) if cell.name}
    # the last of several counts, as in nbgrader
    last = {item["name"]: number for number, item in enumerate(submitted) if item["name"] in place}
    steps, tests, seen = [], {}, []
    for number, item in enumerate(submitted):
        name = item["name"] if last.get(item["name"]) == number else None
        if item["name"] in place and name is None:
            notes.append(f"{item['name']} is there more than once; the last counts")
        cell = assignment.cells[place[name]] if name else None
        if cell is None:
            steps.append(Step(item["source"], item["kind"], attachments=item["attachments"]))
            continue
        seen.append(place[name])
        if item["kind"] != ("code" if cell.kind == "code" else "markdown"):
            notes.append(f"{name} had become a {item['kind']} cell, and is a {cell.kind} cell again")
        if cell.role in ("answer", "free"):
            steps.append(Step(item["source"], cell.kind, cell, item["attachments"]))
            continue
        if item["source"] != cell.released:
            notes.append(f"{name} had been edited; the instructor's version was used")
        if cell.role == "test":
            tests[name] = len(steps)
        else:
            steps.append(Step(cell.released, cell.kind, cell))
    if not seen:
        attention.append("none of the assignment's cells is in it: is it a notebook of another assignment?")
    if seen != sorted(seen):
        notes.append("cells had changed their order; tests were run in the instructor's")
    for cell in assignment.cells:
        if cell.name is None or cell.name in last:
            continue
        if cell.role == "answer" and not cell.by_hand:
            notes.append(f"the answer {cell.name} is missing")
            continue
        if cell.role == "answer":
            attention.append(f"the answer {cell.name}, graded by hand, is missing")
        elif cell.role == "test" or cell.kind == "code":
            notes.append(f"{cell.name} was missing, and was put back")
        if cell.role != "test":
            where = _after(steps, place, place[cell.name])
            steps.insert(where, Step(cell.released, cell.kind, cell, restored=True))
            behind = place[cell.name]
            tests = {name: at + (at > where or (at == where and place[name] > behind)) for name, at in tests.items()}
    _insert_tests(assignment, steps, tests, place)
    return steps, notes, attention


def _after(steps, place, number):
    """Where a cell belongs: behind the last of those that the instructor has before it."""
    before = [i for i, step in enumerate(steps) if step.cell and step.cell.name and place[step.cell.name] < number]
    return max(before, default=-1) + 1


def _insert_tests(assignment, steps, tests, place):
    inserted = earliest = 0
    for cell in [cell for cell in assignment.cells if cell.role == "test"]:
        own = tests[cell.name] + inserted if cell.name in tests else 0
        where = max(own, earliest, _after(steps, place, place[cell.name]))
        steps.insert(where, Step(cell.released, "code", cell, restored=cell.name not in tests))
        inserted, earliest = inserted + 1, where + 1


def task(assignment, steps, own_files):
    """The numbers of the code cells among all steps, and the task that `proctor.execute` is given of them."""
    numbers = [number for number, step in enumerate(steps) if step.kind == "code"]
    roles = {"student": "author"}
    cells = tuple(
        proctor.Step(step.source, roles.get(step.role, step.role), step.cell.source if step.role != "student" else None)
        for step in (steps[number] for number in numbers)
    )
    return numbers, proctor.Task(
        steps=cells, answers=frozenset(assignment.answers), files=assignment.files, own_files=own_files,
        author="student",
    )  # fmt: skip
