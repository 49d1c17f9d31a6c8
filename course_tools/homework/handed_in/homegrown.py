"""Folders and files that are named after students, by hand or by Google Classroom; read from all names together.

nbgrader
    `STUDENT/ASSIGNMENT/…`, as nbgrader's collect writes it.
folders
    A folder for each student, or an archive.
google
    Google Classroom's folder in Drive, where a copy for each student is called `First Last - TITLE`, by Colab
    `First Last - Copy of TITLE`; a file that a student has uploaded keeps its name, and names nobody.
flat
    Files whose name holds the assignment's: the student is what is left without the assignment's name, the separators
    beside it, and what browsers, Jupyter, Drive, otter and people add to the name of a copy.
"""

import re
from collections import Counter

from .named import AGAIN, COPY_OF, Named, in_flat_folder, is_of, other_assignment
from .safe import Unreadable

SUBMITTED = re.compile(r"\.(?:ipynb|ipynb\.\w+|zip|pdf|py|html?|txt|docx?|md|rar|7z|gz|tar|tgz)\Z", re.IGNORECASE)
GOOGLE = re.compile(rf"(?P<name>.+?) - {COPY_OF}(?P<title>.+?){AGAIN}", re.IGNORECASE | re.DOTALL)


def nbgrader(items, assignment, root):
    own = {item for item in items if item.kind == "folder" and _has(item, assignment)}
    if not own:
        return {}
    found = {}
    for item in items:
        if not _is_a_students(item):
            continue
        named = Named(id=item.name)
        if item not in own and item.kind == "folder" and (others := _other_assignments(item, assignment)):
            named = Named(beside=f"a folder without {assignment}: it holds {others}")
        found[item] = named
    return found


def _has(folder, assignment):
    return any(child.name == assignment and child.kind in ("folder", "link") for child in _inside(folder))


def _other_assignments(folder, assignment):
    """The names of the assignments in a student's folder, if there is nothing else in it."""
    inside = _inside(folder)
    others = [child.name for child in inside if child.kind == "folder" and _is_another(child, assignment)]
    return ", ".join(others) if others and len(others) == len(inside) else ""


def _is_another(folder, assignment):
    names = {item.stem.casefold() for item in _inside(folder) if item.is_notebook}
    return bool(other_assignment(folder.name, assignment)) or folder.name.casefold() in names


def _inside(folder):
    try:
        return folder.children()
    except Unreadable:
        return []


def folders(items, assignment, root):
    return {item: Named(id=item.name) for item in items if _is_a_students(item)}


def _is_a_students(item):
    """Whether a folder is called after a student; one that is called like a notebook is read as such a file is."""
    if item.kind == "link":
        return not SUBMITTED.search(item.name)
    return item.kind == "folder" and item.suffix != ".ipynb"


def google(items, assignment, root):
    matches = {item: match for item in items
               if item.kind == "file" and (match := GOOGLE.fullmatch(item.stem))}  # fmt: skip
    titles = Counter(match["title"].casefold() for item, match in matches.items() if item.is_notebook)
    title = titles.most_common(1)[0][0] if titles else None
    common = title is not None and (titles[title] > 1 or is_of(title, assignment))
    if not common or other_assignment(title, assignment):
        return {}
    return {item: Named(match["name"].strip(), file=item.name) for item, match in matches.items()
            if match["title"].casefold() == title}  # fmt: skip


def flat(items, assignment, root):
    found = {}
    for item in items:
        if _is_a_students(item) or not SUBMITTED.search(item.name):
            continue
        stem = SUBMITTED.sub("", item.name)
        if other := other_assignment(stem, assignment):
            found[item] = Named(beside=f"of another assignment, {other}")
            continue
        student, named, time = in_flat_folder(stem, assignment)
        if not named and not item.is_notebook and not item.is_archive:
            continue
        attempt = {"attempt": (time,), "label": time} if time else {}
        if not student:
            found[item] = Named(stem, file=item.name, problem=f"the name of the file, {item.name}, names no student")
        else:
            note = "" if named else f"{item.name} does not say that it is of {assignment}"
            found[item] = Named(student, file=item.name, note=note, **attempt)
    return found


HOMEGROWN = {"nbgrader": nbgrader, "google": google, "folders": folders, "flat": flat}
