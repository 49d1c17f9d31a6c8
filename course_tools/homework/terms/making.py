"""Versions of a term: from the command's options to what is to be proved, and where it is kept.

A key file ~/logreg/autumn.key has its instructor versions beside it, in ~/logreg/autumn:

    hw2/hw2.ipynb              what `course grade hw2 … --source ~/logreg/autumn/hw2` grades with
    hw2/each/ID/hw2.ipynb      with --each
    hw2.json                   what was drawn, for --not-like
"""

import json
from dataclasses import dataclass
from pathlib import Path

import nbformat

from ...execute import read as read_notebook
from ...files import put
from ..handed_in import roster
from ..handed_in.safe import student_id
from . import alike, banks, keys, template
from .marks import EACH

MOST_KEYS = 100

REFUSED = (keys.BadKey, banks.BadBank, template.BadTemplate, roster.BadRoster)


class TooAlike(Exception):
    """A term would have too much of another one."""


@dataclass(frozen=True)
class Made:
    """A version that is to be proved.

    Parameters
    ----------
    assignment, student : str
        The student's name in paths; empty if the class has the same.
    version : Version
    """

    assignment: str
    student: str
    version: template.Version

    @property
    def label(self):
        return f"{self.assignment} {self.student}".rstrip()

    @property
    def place(self):
        """Where the notebook belongs, below a folder of student versions."""
        return Path(self.assignment, self.student, f"{self.assignment}.ipynb")

    @property
    def private(self):
        """Where the instructor version belongs, below the folder of the term."""
        return Path(self.assignment, *((EACH, self.student) if self.student else ()), f"{self.assignment}.ipynb")


def add(parser):
    """Add the options of a term to those of `course release`."""
    group = parser.add_argument_group("a version for a term", "from templates; see docs/homework.md")
    which = group.add_mutually_exclusive_group()
    which.add_argument("--term", type=Path, metavar="KEYFILE", help="make the version that follows from this key")
    which.add_argument("--new-term", type=Path, metavar="KEYFILE", help="the same, with a new key in a new file")
    group.add_argument("--each", type=Path, metavar="ROSTER", help="a version of its own for each student of this CSV")
    group.add_argument("--not-like", type=Path, action="append", default=[], metavar="TERMFOLDER",
                       help="refuse a version that is too like that of another term: the folder beside its key file; "
                       "may be repeated")  # fmt: skip
    group.add_argument("--bank", type=Path, action="append", default=[], metavar="FOLDER",
                       help="a bank of your own besides that of the template, a TOML file for each item")  # fmt: skip
    group.add_argument("--from-bank", action="store_true", help="only write the texts of a template's bank into the "
                       "template itself, after a file of the bank was changed")  # fmt: skip


def from_bank(name, options):
    """Write what the bank and a template's own values say into the template; whether anything was another text.

    Raises
    ------
    BadBank, BadTemplate, NotebookFailed
    """
    one = _template(name, options, as_it_is=True)
    made = template.rewritten(one)
    if made == one.notebook:
        return False
    put(nbformat.writes(made) + "\n", options.source / name / f"{name}.ipynb")
    return True


def folder_of(options):
    """The folder with the instructor versions of a term."""
    path = options.term or options.new_term
    return path.with_suffix("") if path.suffix else path.with_name(f"{path.name}-term")


def make(names, options):
    """The versions of a term, not proved yet; with --new-term the key is made, and kept if all is well.

    Raises
    ------
    BadKey, BadBank, BadTemplate, BadRoster, TooAlike, NotebookFailed
    """
    templates = [_template(name, options) for name in names]
    students = _students(options.each) if options.each else [""]
    others = {name: [other for folder in options.not_like for other in _others(folder, name)] for name in names}
    if options.term:
        made, why = _made(templates, students, others, keys.read(options.term))
    else:
        keys.refuse_place(options.new_term)
        for _ in range(MOST_KEYS):
            text = keys.new()
            made, why = _made(templates, students, others, keys.Key(text.encode()))
            if not why:
                keys.write(text, options.new_term)
                break
    if why:
        advice = "--new-term draws keys until one is unlike" if options.term else f"{MOST_KEYS} keys were tried"
        raise TooAlike("too like another term:\n" + "\n".join(f"  {one}" for one in why) + f"\n{advice}")
    return made


def _template(name, options, **how):
    folder = options.source / name
    if not folder.is_dir():
        raise template.BadTemplate(f"{folder}: there is no such assignment")
    own = [folder / banks.FOLDER] if (folder / banks.FOLDER).is_dir() else []
    return template.read(name, read_notebook(folder / f"{name}.ipynb"), [*own, *options.bank], **how)


def _students(path):
    """The names in paths of the students of a roster."""
    people = roster.read(path)
    if people.problems:
        raise roster.BadRoster(f"{path}: " + "; ".join(people.problems))
    if missing := [person for person in people.people if not person.id]:
        raise roster.BadRoster(f"{path}: line {missing[0].line}, {missing[0].name}: no id, and a version is an id's")
    return [student_id(person.id) for person in people.people]


def _others(folder, name):
    path = folder / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["versions"].values()
    except FileNotFoundError:
        raise TooAlike(f"{path}: is not there; --not-like expects the folder beside the key file of a term with "
                       f"{name}") from None  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise TooAlike(f"{path}: cannot be read: {error}") from None


def _made(templates, students, others, key):
    """The versions, and why they are too like another term's."""
    made, why = [], []
    for one in templates:
        for student in students:
            version = template.version(one, key, student)
            made.append(Made(one.name, student, version))
            for other in others[one.name]:
                why += [f"{made[-1].label}: {reason}" for reason in alike.too_alike(alike.record(version), other)]
    return made, why


def kept(made, folder):
    """The text of the file that keeps what was drawn for an assignment, with what it holds already."""
    path = folder / f"{made.assignment}.json"
    try:
        versions = json.loads(path.read_text(encoding="utf-8"))["versions"]
    except (OSError, ValueError, KeyError):
        versions = {}
    versions[made.student] = alike.record(made.version)
    return json.dumps({"versions": versions}, indent=1, sort_keys=True) + "\n"
