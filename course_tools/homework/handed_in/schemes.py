"""How the platforms name what they export, read from all names of a folder together.

Sources
-------
canvas
    Canvas, lib/content_zipper.rb: `NAME[_LATE]_USERID_FILEID_FILE`, NAME the sortable name in small letters without
    anything but letters and digits, a group's name for a group; `[LATE_]anon_ID_FILEID_FILE` if anonymous; texts and
    links as `…_text.html` and `…_link.html`. A file's id grows with time; only the last attempt is in an export.
moodle
    Moodle, mod/assign/classes/downloader.php: folders `NAME_ID_assignsubmission_file`, with `_` behind it before 4.1,
    or flat `NAME_ID_assignsubmission_file_FILE`; `…_onlinetext`. A group has its name and id, or no id if it is the
    default group.
blackboard
    Blackboard Learn's Assignment File Download: `ASSIGNMENT_USER_attempt_TIME_FILE`, and for every attempt a
    `ASSIGNMENT_USER_attempt_TIME.txt` with `Name: First Last (USER)` (github.com/kwurst/bb-file-cleanup).
brightspace
    D2L Brightspace: folders `ID-ID - [GROUP - ]First Last - Sep 24, 2024 926 PM`, flat the same with ` - FILE`; the
    ids are the course's and the assignment's; an index.html (github.com/squell/bb-scripts, bsunzip.sh).
exchange
    nbgrader's exchange, nbgrader/exchange/default/submit.py: folders `USER+ASSIGNMENT+TIME[+RANDOM]`.
github
    GitHub Classroom, `gh classroom clone student-repos`: `SLUG-submissions/SLUG-USER`, a repository each; a team's
    name for a group (github/gh-classroom, clone/student-repos/student-repos.go).
"""

import os
import re
from collections import defaultdict
from datetime import UTC, datetime

from .named import Named
from .safe import Unreadable

CANVAS_WHO = (
    r"(?:(?P<late_anon>LATE_)?(?P<anon>anon_[^\W_]+)|(?P<name>\w*?)_(?P<late>LATE_)?(?P<id>\d+))"  # of whom, and when
)
CANVAS = re.compile(CANVAS_WHO + r"_(?P<file_id>\d+)_(?P<file>.+)", re.DOTALL)
OTTER_AFTER_MONTH = re.compile(r"\d\dT\d\d_\d\d_\d\d")  # of otter's time, whose year and month look like two ids
CANVAS_TEXT = re.compile(CANVAS_WHO + r"_(?P<kind>text|link)\.html")
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)
BLACKBOARD = re.compile(r"(?P<before>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<sidecar>\.txt$)?(?:_(?P<file>.+))?",
                        re.DOTALL)  # fmt: skip
BLACKBOARD_NAME = re.compile(r"^Name: *(?P<name>.*?) *\((?P<id>[^()]+)\) *$", re.MULTILINE)
# what the platform writes comes first: a file of the student's that looks like it changes nothing
BRIGHTSPACE = re.compile(
    r"(?P<ids>\d+-\d+) - (?:(?P<group>.+?) - )??(?P<name>(?:(?! - ).)+?) ?- "
    r"(?P<time>[^\W\d]{3,9}\.? \d{1,2}, \d{4} \d{3,4} [AP]M|\d{1,2} [^\W\d]{3,9}\.?,? \d{4} \d{3,4})"
    r"(?: - (?P<file>.+))?",
    re.DOTALL,
)
EXCHANGE = re.compile(r"(?P<id>[^+*]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d [^+]+?)(?:\+[\w=-]+)?")
MOST_OF_A_TEXT = 2**20


def canvas(items, assignment, root):
    found, file_ids = {}, defaultdict(set)
    for item in items:
        if item.kind == "folder":
            continue
        if match := CANVAS_TEXT.fullmatch(item.name):
            kind = "a text typed into Canvas" if match["kind"] == "text" else "a link"
            named = {"attempt": (0,), "beside": kind}
        elif (match := CANVAS.fullmatch(item.name)) and not OTTER_AFTER_MONTH.match(match["file"]):
            file_ids[match["file_id"]].add(item.name)
            number = int(match["file_id"][:30])
            named = {"attempt": (number,), "label": match["file_id"], "file": match["file"]}
        else:
            continue
        late = bool(match["late"] or match["late_anon"])
        found[item] = Named(match["name"] or "", match["id"] or match["anon"], late=late, **named)
    # a file's id is its own; one that returns is a number in a name of another kind
    return {} if any(len(names) > 1 for names in file_ids.values()) else found


def moodle(items, assignment, root):
    found = {}
    for item in items:
        if match := MOODLE.fullmatch(item.name):
            beside = "" if match["kind"] == "file" else f"what Moodle keeps as {match['kind']}"
            found[item] = Named(match["name"], match["id"] or "", file=match["file"] or "", beside=beside)
    return found


def blackboard(items, assignment, root):
    matches = {item: match for item in items
               if item.kind != "folder" and (match := BLACKBOARD.fullmatch(item.name))}  # fmt: skip
    said = {match["before"]: name for item, match in matches.items()
            if match["sidecar"] and (name := _blackboard_name(item))}  # fmt: skip
    befores = {match["before"] for match in matches.values()}
    common = os.path.commonprefix(sorted(befores)) if len(befores) > 1 else ""  # noqa: RUF071
    found = {}
    for item, match in matches.items():
        before = match["before"]
        name, user = said.get(before, ("", ""))
        if not user or not before.endswith(f"_{user}"):
            name, user = "", _behind(before, assignment, common)
        try:
            time = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S")
        except ValueError:
            continue
        found[item] = Named(
            name, user, file=match["file"] or "", attempt=(time,), label=match["time"], time=time,
            beside="Blackboard's own text file" if match["sidecar"] else "",
        )  # fmt: skip
    return found


def _blackboard_name(item):
    try:
        match = BLACKBOARD_NAME.search(item.read(MOST_OF_A_TEXT).decode("utf-8-sig", "replace"))
    except Unreadable:
        return None
    return match and (match["name"], match["id"])


def _behind(before, assignment, common):
    """The user in `ASSIGNMENT_USER`, either of which may hold underscores."""
    for start in (f"{assignment}_", common[: common.rfind("_") + 1]):
        if start and before.casefold().startswith(start.casefold()) and len(before) > len(start):
            return before[len(start) :]
    return before.rpartition("_")[2]


def brightspace(items, assignment, root):
    matches = {item: match for item in items if (match := BRIGHTSPACE.fullmatch(item.name))}
    several = len({match["ids"] for match in matches.values()}) > 1
    found = {}
    for item, match in matches.items():
        if bool(match["file"]) == (item.kind == "folder"):
            continue
        group, user = match["group"] or "", ""
        if re.fullmatch(r"[A-Za-z]{0,3}\d{5,}", group):  # a user's number, where the site shows it
            group, user = "", group
        time = _brightspace_time(match["time"])
        order = (time,) if time else ()
        found[item] = Named(
            match["name"], user or (f"{match['name']} {match['ids']}" if several else ""), file=match["file"] or "",
            attempt=order, label=match["time"], time=time, group=group,
        )  # fmt: skip
    return found


def _brightspace_time(text):
    words = re.sub(r"(\d{1,2})(\d\d)( [AP]M)?$", r"\1:\2\3", text).replace(".", "")
    for form in ("%b %d, %Y %I:%M %p", "%B %d, %Y %I:%M %p", "%d %b, %Y %H:%M", "%d %B, %Y %H:%M", "%d %B %Y %H:%M"):
        try:
            return datetime.strptime(words, form)
        except ValueError:
            pass
    return None


def exchange(items, assignment, root):
    found = {}
    for item in items:
        if (match := EXCHANGE.fullmatch(item.name)) and match["assignment"] == assignment:
            time = nbgrader_time(match["time"])
            found[item] = Named(id=match["id"], attempt=(match["time"],), label=match["time"], time=time)
    return found


def nbgrader_time(text):
    """The time that nbgrader writes, with a zone; None if it is none."""
    text = text.strip().removesuffix(" UTC")
    for form in ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f %z", "%Y-%m-%d %H:%M:%S %z"):
        try:
            time = datetime.strptime(text, form)
        except ValueError:
            continue
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    return None


def github(items, assignment, root):
    folders = [item for item in items if item.is_container]
    repositories = [item for item in folders if _is_repository(item)]
    slug = root.name.removesuffix("-submissions") if root.name.endswith("-submissions") else ""
    if not slug and repositories:
        names = sorted(item.name for item in repositories)
        common = os.path.commonprefix(names) if len(names) > 1 else names[0]  # noqa: RUF071
        slug = common[: common.rfind("-")] if "-" in common else ""
    of_this = [item for item in folders if item.name.startswith(f"{assignment}-")]
    if of_this and len(of_this) == len(folders) and (repositories or len(folders) > 1):
        slug = assignment
    if not slug:
        return {}
    start = f"{slug}-"
    found = {}
    for item in folders:
        if item.name.startswith(start) and len(item.name) > len(start):
            user = item.name[len(start) :]
            if item.is_archive:  # as downloaded from its page
                user = re.sub(r"-(?:main|master)$", "", user.removesuffix(item.name[len(item.stem) :]))
            found[item] = Named(id=user)
    return found


def _is_repository(item):
    if item.kind != "folder":
        return False
    try:
        return any(child.name == ".git" for child in item.all_children())
    except Unreadable:
        return False


PLATFORMS = {"canvas": canvas, "moodle": moodle, "blackboard": blackboard, "brightspace": brightspace,
             "exchange": exchange, "github": github}  # fmt: skip
TITLES = {
    "canvas": "Canvas", "moodle": "Moodle", "blackboard": "Blackboard", "brightspace": "Brightspace",
    "exchange": "nbgrader's exchange", "github": "GitHub Classroom", "google": "Google Classroom",
    "nbgrader": "nbgrader's folders STUDENT/ASSIGNMENT", "folders": "a folder for each student",
    "flat": "files named after students", "pattern": "the pattern",
}  # fmt: skip
