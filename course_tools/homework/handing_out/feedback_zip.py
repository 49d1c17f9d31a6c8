"""The pages of feedback as one archive, in the names under which the platform takes them back."""

import io
import re
import zipfile

WHEN = (1980, 1, 1, 0, 0, 0)  # the archive is the same as long as the pages are


def archive(folder, totals, participants=None):
    """The archive.

    Parameters
    ----------
    folder : Path
        The one that grading writes into.
    totals : Totals
    participants : dict of str to (str, str), optional
        {student: (name, number)} of Moodle's worksheet, which comes before what the export says.

    Returns
    -------
    bytes
    list of str
        Whose page is not in it, and why.
    """
    participants, told, files = participants or {}, [], {}
    name = totals.assignment
    for total in totals.students:
        student = total.who.student
        page = folder / "feedback" / student / name / f"{name}.html"
        try:
            data = page.read_bytes()
        except OSError:
            told.append(f"no page, {student}: {page} is not there")
            continue
        if student in participants:  # of a group each member has their own: Moodle takes numbers for users'
            called, number = participants[student]
            called = re.sub(r"[_/\\]", " ", called).strip() or "student"  # Moodle counts the underscores
            path = f"{called}_{number}_assignsubmission_file/{name}.html"
        elif total.page and not (participants and totals.scheme == "moodle"):
            path = total.page
        else:
            why = ""
            if totals.scheme == "moodle" and not participants:
                why = "; name Moodle's grading worksheet as well, where everybody's number stands"
            told.append(f"not in the archive, {student}: the platform's names tell no place for it{why}")
            continue
        files.setdefault(path, data)  # Canvas gives a group's page, its first member's, to all
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for path in sorted(files):
            info = zipfile.ZipInfo(path, WHEN)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(info, files[path])
    return packed.getvalue(), told
