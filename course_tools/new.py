"""Skeletons of what the course is made of: complete, green, and waiting for content.

    course new notebook survival --question "How long until it happens?"
    course new exercise 3.6 clipped_loss
    course new explorer prevalence
    course new assignment hw4

What is written is small and true: it runs, its tests pass, and each sentence is there to be replaced.
"""

import ast
import json
import keyword
import re
import subprocess
import sys

from . import project
from .files import put

TEMPLATES = project.ROOT / "course_tools" / "templates" / "new"
ANSWERS = project.ROOT / "tests" / "support" / "answers"
CHAPTERS = project.ROOT / "course_utils" / "exercises" / "chapters"
CLAIMS = project.ROOT / "tests" / "claims"
HOMEWORK_ANSWERS = project.ROOT / "tests" / "support" / "homework_answers"
EXPLORERS = project.ROOT / "course_utils" / "explorers"


class NotNew(Exception):
    """The skeleton cannot be made; the message says what is in the way and what to do."""


def arguments(parser):
    parser.description = (
        "Make a working skeleton; only its content is left to you. What is proved of each kind: docs/contributing.md."
    )
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    notebook = kinds.add_parser("notebook", help="the next notebook, with lecture, exercise, quiz and claims")
    notebook.add_argument("name", help="lower case, words joined by _, without its number: survival_curves")
    notebook.add_argument("--question", required=True, help="the question that it answers, with its question mark")
    exercise = kinds.add_parser("exercise", help="one more exercise of a notebook, with answers to try it on")
    exercise.add_argument("number", help="notebook and place, the next that is free: 3.6")
    exercise.add_argument("name", help="of the function to write: clipped_loss")
    explorer = kinds.add_parser("explorer", help="a live figure, in Python and JavaScript")
    explorer.add_argument("name", help="lower case, words joined by _: prevalence")
    assignment = kinds.add_parser("assignment", help="homework from the template, with answers to try it on")
    assignment.add_argument("name", help="of the folder: hw4")


def run(options):
    """Make the skeleton and say what was written; 0, or 1 if something is in the way: then nothing was."""
    make = {"notebook": new_notebook, "exercise": new_exercise, "explorer": new_explorer, "assignment": new_assignment}
    try:
        done = make[options.kind](options)
    except NotNew as problem:
        print(f"course new {options.kind}: {problem}", file=sys.stderr)
        return 1
    for line in done:
        print(line)
    return 0


# ------------------------------------------------------------------ the kinds


def new_notebook(options):
    """The next notebook, and all that belongs to one."""
    _check_name(options.name)
    question = options.question.strip()
    if not question.endswith("?"):
        raise NotNew(f"--question {question!r} does not end in a question mark; ask what the notebook answers")
    if taken := [path.name for path in project.notebooks() if path.stem[3:] == options.name]:
        raise NotNew(f"there is {taken[0]} already; choose another name")
    number = len(project.notebooks()) + 1
    stem, title = f"{number:02d}_{options.name}", options.name.replace("_", " ")
    values = {"number": str(number), "padded": f"{number:02d}", "question": question, "stem": stem}
    files = {
        CHAPTERS / f"{stem}.py": "\n\n".join(
            _filled(part, values | _first(number)) for part in ("chapter.py", "exercise.py", "quiz.py")
        ),
        ANSWERS / f"{stem}.py": _filled("answers.py", values)
        + f"\nANSWERS = {{\n{_filled('answer.py', values | _first(number))}}}\n",
        project.NOTEBOOKS / f"{stem}.ipynb": _filled(
            "notebook.ipynb", {key: json.dumps(value, ensure_ascii=False)[1:-1] for key, value in values.items()}
        ),
        project.LECTURES / f"{stem}.md": _filled("lecture.md", values),
        CLAIMS / f"{stem}.py": _filled("claims.py", values) + _filled("exercise_claims.py", _first(number)),
    }
    readme, lecturing = project.ROOT / "README.md", project.ROOT / "docs" / "lecturing.md"
    changed = {
        readme: _after_last_row(
            readme, r"\| \[\d\d · .*\n", f"| [{number:02d} · {title}](notebooks/{stem}.ipynb) | {question} |\n"
        ),
        lecturing: _after_last_row(
            lecturing, r"\| \d+ \| \d\d · .*\n", f"| {number} | {number:02d} · {title} | predicts what σ(0) is |\n"
        ),
    }
    return [*_write(files, changed), *_bring_notebook_up_to_date(project.NOTEBOOKS / f"{stem}.ipynb")]


def new_exercise(options):
    """One more exercise at the end of a notebook's, and answers to try it on."""
    _check_name(options.name)
    if not re.fullmatch(r"[1-9]\d*\.[1-9]\d*", options.number):
        raise NotNew(f"{options.number!r} is no number of an exercise; write notebook and place: 3.6")
    chapter, place = map(int, options.number.split("."))
    path = next(CHAPTERS.glob(f"{chapter:02d}_*.py"), None)
    if path is None:
        raise NotNew(f"there is no notebook {chapter}; `course new notebook` makes the next one")
    source = path.read_text(encoding="utf-8")
    free = 1 + max((int(n) for n in re.findall(rf'_exercise\(\n    "{chapter}\.(\d+)"', source)), default=0)
    if place != free:
        raise NotNew(f"the next free number in notebook {chapter} is {chapter}.{free}; got {options.number}")
    if re.search(rf"^def {options.name}\(", source, re.MULTILINE):
        raise NotNew(f"{path.name} has a function {options.name} already; choose another name")
    values = _named(options.number, options.name)
    answers, claims = ANSWERS / path.name, CLAIMS / path.name
    changed = {
        path: _before_assignment(path, "QUIZ", _filled("exercise.py", values) + "\n\n"),
        answers: _at_end_of_assignment(answers, "ANSWERS", _filled("answer.py", values)),
        claims: claims.read_text(encoding="utf-8") + _filled("exercise_claims.py", values),
    }
    return [*_write({}, changed), *_bring_notebook_up_to_date(project.NOTEBOOKS / f"{path.stem}.ipynb")]


def new_explorer(options):
    """A live figure: what Python computes, what the browser draws."""
    _check_name(options.name)
    values = {"explorer": options.name, "class": options.name.title().replace("_", "") + "Explorer"}
    return _write({EXPLORERS / f"{options.name}.{end}": _filled(f"explorer.{end}", values) for end in ("py", "js")}, {})


def new_assignment(options):
    """A copy of the template under its own name, with the answers that it is tried on and its row in the docs."""
    _check_name(options.name)
    target, docs = project.HOMEWORK / options.name, project.ROOT / "docs" / "homework.md"
    if target.exists():
        raise NotNew(f"{project.shown(target)} is there already; choose another name")
    notebook = (project.HOMEWORK / "template" / "template.ipynb").read_text(encoding="utf-8")
    answers = (HOMEWORK_ANSWERS / "template.py").read_text(encoding="utf-8")
    _, rest = answers.split("\n", 1)
    files = {
        target / f"{options.name}.ipynb": notebook,
        HOMEWORK_ANSWERS / f"{options.name}.py": f'"""Answers to {options.name}: odds."""\n{rest}',
    }
    changed = {
        docs: _after_last_row(
            docs, r"\| \[\w+\]\(\.\./notebooks/homework/.*\n", _filled("assignment_row.md", {"name": options.name})
        )
    }
    return _write(files, changed)


# ----------------------------------------------------------------- their parts


def _first(number):
    return _named(f"{number}.1", "probability_from_odds")


def _named(exercise, function):
    return {"exercise": exercise, "function": function, "cell": f"exercise-{exercise.replace('.', '-')}"}


def _check_name(name):
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name) or keyword.iskeyword(name):
        raise NotNew(f"{name!r} cannot be a name here; take lower-case words joined by _, such as two_words")


def _filled(template, values):
    text = (TEMPLATES / f"{template}.tmpl").read_text(encoding="utf-8")
    return re.sub(r"<<(\w+)>>", lambda place: values[place[1]], text)


def _after_last_row(path, row, new):
    text = path.read_text(encoding="utf-8")
    rows = list(re.finditer(f"^{row}", text, re.MULTILINE))
    if not rows:
        raise NotNew(f"{project.shown(path)} has no table with a row a notebook; restore it with git checkout")
    return text[: rows[-1].end()] + new + text[rows[-1].end() :]


def _assignment(path, name):
    """The lines of a file, and where in it `name = …` begins and ends, counted from 0."""
    text = path.read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name:
            return text.splitlines(keepends=True), node.lineno - 1, node.end_lineno - 1
    raise NotNew(f"{project.shown(path)} has no {name} = …; restore it with git checkout")


def _before_assignment(path, name, new):
    lines, first, _ = _assignment(path, name)
    return "".join([*lines[:first], new, *lines[first:]])


def _at_end_of_assignment(path, name, new):
    lines, _, last = _assignment(path, name)
    return "".join([*lines[:last], new, *lines[last:]])


def _write(files, changed):
    """Write new files and changed ones, all or none; a line for each."""
    if there := [str(project.shown(path)) for path in files if path.exists()]:
        raise NotNew(f"{', '.join(there)}: there already; choose another name, or remove what an earlier try left")
    before = {path: path.read_text(encoding="utf-8") for path in changed}
    try:
        for path, text in {**files, **changed}.items():
            put(text, path)
    except BaseException:
        for path in files:
            path.unlink(missing_ok=True)
        for path, text in before.items():
            put(text, path)
        raise
    written = [f"written  {project.shown(path)}" for path in files]
    return written + [f"changed  {project.shown(path)}" for path in changed]


def _bring_notebook_up_to_date(path):
    """Write its first cell and its exercises into a notebook, and execute it; a line for each step.

    In processes of their own, which know the new files.
    """
    done = []
    for command in (("heads",), ("exercises", "sync", str(path)), ("execute", str(path))):
        words = [sys.executable, "-m", "course_tools.cli", *command]
        ran = subprocess.run(words, capture_output=True, text=True)
        if ran.returncode:
            raise NotNew(
                f"the files are written, but `course {' '.join(command)}` failed:\n"
                f"{ran.stdout}{ran.stderr}"
            )
        done += ran.stdout.splitlines()
    return [line for line in done if line != "nothing to do" and not line.startswith("Their outputs")]
