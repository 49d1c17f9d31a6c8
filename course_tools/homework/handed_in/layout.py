"""Which scheme a folder follows, and at which depth: from all of its names together."""

from dataclasses import dataclass, field, replace

from .homegrown import HOMEGROWN, SUBMITTED, folders, google, nbgrader
from .named import Named, in_flat_folder, is_of, other_assignment
from .safe import Unreadable, shown
from .schemes import PLATFORMS, TITLES
from .tree import walk

DEEPEST = 4
COLLECTED_IN = ("submitted", "inbound")  # of nbgrader's course folder, and of its exchange


class NoSubmissions(Exception):
    """There is nothing to grade; the message says where it was looked for."""


@dataclass
class Recognised:
    """The names of a folder, read.

    Parameters
    ----------
    scheme : str
        One of `TITLES`.
    how : str
        How it was recognised, for people to read.
    named : dict of Item to Named
    left_out : list of (str, str)
        What is nobody's, and why.
    """

    scheme: str
    how: str
    named: dict
    left_out: list = field(default_factory=list)


@dataclass
class Level:
    """The items at one depth; `root` is the folder or archive that holds them, the first one if there are several."""

    items: list
    root: object
    left_out: list = field(default_factory=list)
    n_roots: int = 1

    @property
    def relevant(self):
        return [item for item in self.items if item.kind != "file" or SUBMITTED.search(item.name)]

    @property
    def containers(self):
        return [item for item in self.items if item.is_container]

    def inside(self):
        """What lies one deeper, if nothing but folders and archives lies here; else None."""
        containers = self.containers
        loose = [item for item in self.items if not item.is_container]
        if not containers or any(item.is_notebook or item.kind != "file" for item in loose):
            return None
        items, left_out = [], [*self.left_out, *((item.name, "beside what was handed in") for item in loose)]
        for item in containers:
            try:
                items += item.children()
            except Unreadable as error:
                left_out.append((item.name, str(error)))
        return Level(items, containers[0], left_out, len(containers))


def recognise(root, assignment, scheme=None):
    """Read the names in a folder or an archive.

    Parameters
    ----------
    root : Item
    assignment : str
    scheme : str, optional
        The scheme, if it is not to be recognised.

    Returns
    -------
    Recognised

    Raises
    ------
    NoSubmissions
    """
    first = _first_level(root)
    if scheme in HOMEGROWN:
        level = _unwrapped(first, assignment)
        named = HOMEGROWN[scheme](level.items, assignment, level.root)
        return _complete(scheme, "as --scheme says", level, named, assignment)
    level = first
    for depth in range(DEEPEST):
        if level is None:
            break
        found = _platform(level, assignment, scheme)
        if found and (scheme or depth == 0 or _of_a_class(found, level)):
            return found
        level = level.inside()
    if scheme:
        raise NoSubmissions(
            f"{root.name}: no name follows the scheme of {TITLES[scheme]}; tried were {_some(first.items)}"
        )
    return _homegrown(_unwrapped(first, assignment), assignment)


def _first_level(root):
    try:
        items = root.children()
    except Unreadable as error:
        raise NoSubmissions(f"{shown(root.name)}: {error}") from None
    for item in items:
        if item.kind == "folder" and item.name in COLLECTED_IN:
            try:
                return Level(item.children(), item)
            except Unreadable as error:
                raise NoSubmissions(f"{shown(item.name)}: {error}") from None
    return Level(items, root)


def _some(items, most=5):
    names = [shown(item.name, 60) for item in items]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "") or "none"


def _platform(level, assignment, scheme):
    """The names, if a platform has given them; None if none has, or too few to tell."""
    tried = {name: read(level.items, assignment, level.root) for name, read in PLATFORMS.items()
             if scheme in (None, name)}  # fmt: skip
    best = max(tried, key=lambda name: len(tried[name]))
    known = set().union(*tried.values())
    relevant = level.relevant
    if not tried[best] or (scheme is None and 2 * len(known & set(relevant)) < len(relevant)):
        return None
    how = "as --scheme says" if scheme else f"{len(tried[best])} of {len(level.items)} names follow it"
    others = {}
    for name in PLATFORMS if scheme is None else ():
        for item, named in tried[name].items():
            if item not in tried[best] and not named.beside:
                others.setdefault(item, (name, named))
    return _complete(best, how, level, tried[best], assignment, others)


def _of_a_class(found, level):
    """Whether names inside of folders are a platform's, and not those that the students of the folders have chosen."""
    n_students = len({one.who for one in found.named.values()})
    if level.n_roots > 1:
        return n_students > level.n_roots  # sections, and not a folder for each student
    return n_students > 1 or level.root.is_archive or _is_called_like_a_download(level.root)


def _is_called_like_a_download(item, *words):
    return any(word in item.name.casefold() for word in ("submi", "download", "export", "assignment", *words))


def _complete(scheme, how, level, named, assignment, others=()):
    """Add a row for what a student may have handed in under a name of another kind; the rest is left out."""
    named, left_out, title = dict(named), list(level.left_out), TITLES[scheme]
    for item in level.items:
        if item in named:
            continue
        if item in others:
            name, other = others[item]
            problem = (f"its name is one of {TITLES[name]}, and this folder is one of {title}: "
                       "give each platform's export a folder of its own")  # fmt: skip
            named[item] = replace(other, problem=problem)
        elif item.is_container or item.is_notebook or item.kind == "link":
            named[item] = _stray(item, title, assignment)
        else:
            left_out.append((item.name, f"nobody's, by the names of {title}"))
    for item, one in list(named.items()):
        if one.beside and not one.id and not one.name:
            del named[item]
            left_out.append((item.name, one.beside))
    return Recognised(scheme, how, named, left_out)


def _stray(item, title, assignment):
    if other := other_assignment(item.stem, assignment):
        return Named(beside=f"of another assignment, {other}")
    student = in_flat_folder(item.stem, assignment)[0] if item.kind == "file" else item.name
    return Named(student or item.stem, file=item.name if item.kind == "file" else "",
                 stray=f"its name, {item.name}, does not follow the scheme of the others, {title}")  # fmt: skip


def _unwrapped(level, assignment):
    """The depth at which students are told apart: folders and archives that only wrap a class are gone through."""
    for _ in range(DEEPEST):
        containers = level.containers
        loose = [item for item in level.relevant if not item.is_container]
        if len(containers) != 1 or loose:
            break
        (only,) = containers
        try:
            inside = only.children()
        except Unreadable as error:
            raise NoSubmissions(f"{shown(only.name)}: {error}") from None
        if not _wraps_a_class(only, inside, assignment):
            break
        beside = [(item.name, "beside what was handed in") for item in level.items if item is not only]
        level = Level(inside, only, [*level.left_out, *beside])
    return level


def _wraps_a_class(only, inside, assignment, depth=0):
    if any(item.name == assignment for item in inside):
        return False  # a student's, in nbgrader's layout
    if inside and all(other_assignment(item.name, assignment) for item in inside):
        return False  # a student's who has handed in other assignments only
    names = [in_flat_folder(item.stem, assignment) for item in inside
             if item.kind == "file" and SUBMITTED.search(item.name)]  # fmt: skip
    if len({student for student, named, _ in names if student and named}) > 1:
        return True
    notebooks = [item for item in inside if item.is_notebook]
    downloaded = only.is_archive or _is_called_like_a_download(only, assignment.casefold())
    if downloaded and len(notebooks) > 1 and not any(is_of(item.stem, assignment) for item in notebooks):
        return True  # named after students without the assignment's name
    within = [item for item in inside if item.kind == "folder"]
    if len(within) > 1 and len(within) == len(inside):
        return sum(map(_holds_work, within)) > 1
    if len(inside) == 1 and inside[0].is_container:
        if downloaded and not only.is_archive:
            return True
        try:
            return depth < DEEPEST and _wraps_a_class(inside[0], inside[0].children(), assignment, depth + 1)
        except Unreadable:
            return False
    return False


def _holds_work(folder):
    try:
        return any(item.is_notebook or item.is_archive for _, item in walk(folder))
    except Unreadable:
        return False


def _homegrown(level, assignment):
    items, n_files = level.items, sum(item.is_notebook or item.is_archive for item in level.items)
    named = nbgrader(items, assignment, level.root)
    scheme = "nbgrader" if named else "folders"
    named = named or folders(items, assignment, level.root)
    files = google(items, assignment, level.root)
    kind = "google" if 2 * len(files) >= max(n_files, 1) else "flat"
    files = HOMEGROWN[kind](items, assignment, level.root)
    if n_files and len(files) >= len(named):
        scheme = kind
    if kind == "google":
        for item, one in HOMEGROWN["flat"](items, assignment, level.root).items():
            files.setdefault(item, one)
    named = {**named, **{item: one for item, one in files.items() if item not in named}}
    left_out = [(item.name, "nobody's, by its name") for item in items if item not in named]
    for item, one in list(named.items()):
        if one.beside:
            del named[item]
            left_out.append((item.name, one.beside))
    if not named:
        raise NoSubmissions(
            f"{shown(level.root.name)}: no submission of {assignment}; expected what a platform exports, a folder for "
            f"each student, or notebooks named after students, STUDENT_{assignment}.ipynb; found: {_some(items)}"
        )
    how = "no name is one of a platform's"
    if scheme == "google":
        how = "files are called STUDENT - FILE"
    return Recognised(scheme, how, named, [*level.left_out, *left_out])
