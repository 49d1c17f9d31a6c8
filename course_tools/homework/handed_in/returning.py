"""The names under which a platform takes feedback back: those of its own export, with another file at their end.

Sources
-------
canvas
    app/models/abstract_assignment.rb, `infer_comment_context_from_filename`: `…_USERID_FILEID_…`, where the file is one
    of the student's submission; what a group gets, each of its members gets.
moodle
    mod/assign/feedback/file/importziplib.php: a folder or a file `NAME_ID_assignsubmission_file…`.
brightspace
    Bulk upload of feedback: the folders of the download, with other files in them.
"""

from .schemes import CANVAS, MOODLE

TAKES_BACK = ("canvas", "moodle", "brightspace")


def names(found, page):
    """What each student's page is called in an archive that is uploaded again.

    Parameters
    ----------
    found : Found
    page : str
        What the page itself is called, such as `hw1.html`.

    Returns
    -------
    dict of str to str
        {student: path}; a group has one page, its first member's. Of a platform that takes nothing back the path is
        the student's folder. Who has handed in nothing that the platform could attach a page to is left out.
    """
    named = {one.student: _name(one, found.scheme, page) for one in found.submissions}
    return {student: path for student, path in named.items() if path}


def _name(submission, scheme, page):
    if scheme not in TAKES_BACK:
        return f"{submission.student}/{page}"
    for item, named in submission.attempts[0].theirs:
        before = item.name[: len(item.name) - len(named.file)]
        if scheme == "canvas" and CANVAS.fullmatch(item.name):
            return f"{before}{page}"
        if scheme == "moodle" and MOODLE.fullmatch(item.name):
            return f"{before}{page}" if named.file else f"{item.name}/{page}"
        if scheme == "brightspace" and not named.stray and not named.problem:
            return f"{before}{page}" if named.file else f"{item.name}/{page}"
    return None
