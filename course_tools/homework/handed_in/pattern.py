"""Any other scheme, as a regular expression of the instructor's.

The groups are called as here, or as nbgrader's FileNameCollectorPlugin calls them (nbgrader/plugins/zipcollect.py):
`student_id`, `file_id`, `first_name`, `last_name`, `timestamp`.
"""

import re
from datetime import datetime

from .layout import NoSubmissions, Recognised
from .named import Named
from .safe import Unreadable, shown
from .schemes import nbgrader_time
from .tree import walk

GROUPS = ("student", "id", "attempt", "late", "file", "group")
ALSO = {"student_id": "id", "file_id": "file", "timestamp": "attempt", "email": None, "first_name": None,
        "last_name": None}  # fmt: skip


class BadPattern(Exception):
    """The pattern cannot be used; the message says why."""


def compiled(pattern):
    """The pattern.

    Raises
    ------
    BadPattern
    """
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise BadPattern(f"--pattern {pattern!r} is no regular expression: {error}") from None
    groups = set(expression.groupindex)
    if unknown := groups - set(GROUPS) - set(ALSO):
        raise BadPattern(f"--pattern has a group {sorted(unknown)[0]!r}; the groups are called {', '.join(GROUPS)}")
    if not groups & {"student", "id", "student_id", "first_name", "last_name"}:
        raise BadPattern("--pattern names no student: it has no group (?P<student>…) and none (?P<id>…)")
    return expression


def by_pattern(root, pattern):
    """The files under a folder or in an archive whose paths the pattern is found in.

    Raises
    ------
    BadPattern, NoSubmissions
    """
    expression = compiled(pattern)
    named, left_out, tried = {}, [], []
    try:
        files = list(_files(root, expression))
    except Unreadable as error:
        raise NoSubmissions(f"{shown(root.name)}: {error}") from None
    for path, item in files:
        tried.append(path)
        match = expression.search(path)
        one = match and _named(match)
        if not one:
            left_out.append((path, "the pattern is not found in it"))
        elif not one.name and not one.id:
            left_out.append((path, "the pattern finds no student in it"))
        else:
            named[item] = one
    if not named:
        examples = "\n".join(f"  {shown(path)}" for path in tried[:10])
        raise NoSubmissions(f"--pattern {pattern!r} is found in none of {len(tried)} names:\n{examples}")
    return Recognised("pattern", f"{len(named)} of {len(tried)} names match", named, left_out)


def _files(folder, expression, above="", depth=0):
    for parts, item in walk(folder):
        path = above + "/".join([*parts, item.name])
        if item.kind == "folder":
            continue
        if item.is_archive and not expression.search(path) and depth < 2:
            try:
                yield from _files(item, expression, f"{path}/", depth + 1)
                continue
            except Unreadable:
                pass
        yield path, item


def _named(match):
    groups = {ALSO.get(name, name) or name: value for name, value in match.groupdict().items() if value}
    name = groups.get("student") or " ".join(filter(None, [groups.get("first_name"), groups.get("last_name")]))
    label = groups.get("attempt", "")
    return Named(
        name.strip(), groups.get("id", "").strip(), file=groups.get("file", ""), group=groups.get("group", ""),
        attempt=tuple(map(int, re.findall(r"\d{1,30}", label))), label=label, time=_time(label),
        late=bool(groups.get("late")),
    )  # fmt: skip


def _time(text):
    for form in ("%Y-%m-%d-%H-%M-%S", "%Y-%m-%d_%H-%M-%S", "%Y_%m_%dT%H_%M_%S", "%Y%m%d%H%M%S"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            pass
    try:
        return nbgrader_time(text) or datetime.fromisoformat(text)
    except ValueError:
        return None
