"""An invented class, and what each platform would export of it, built from the schemes that the platforms document.

The sources stand in course_tools/homework/handed_in/schemes.py. Everything is made in memory, {path: bytes}, and
written as a folder or as a zip archive.
"""

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ASSIGNMENT = "hw1"
FIRST = datetime(2026, 1, 10, 9, 0, 0)
NAMES = """
Anna Maria López|Bo Lin|Chloë Ångström|Dmitri Ольгин|Eve O'Neil|Farid al-Hassan|Gus van den Berg|Ida Müller
Hana Kimura|José de la Cruz|Kofi Mensah|Lia Nguyễn|Mo Li|Min Kim|Min Kim|Noor Ali|Oskar Żak|Pia Ek|Qi Wang
Rosa Weiß|Sam Smith-Jones|Tea Ivić|Uli Groß|Vera Novák|Will Carter 2nd|Xu Jon|Yara Haddad|Zoé Petit|Ada Byron
Ben Okafor|Cy Ray|Dee Oh|Ed Io|Fay Wu|Gil Paz|Hal Roe|Ines Sá|Jan Vos|Kai Ito|Lou Dix|Mia Ott|Ned Fry|Ola Nor
Pat Poe|Ren Abe|Sue Lam|Tim Guy|Una Bay|Val Cox|Wes Dow|Xia Fu|Yan Ng|Zed Ash|Abe Orr|Bea Lux|Cam Eno|Dot Elm
Eli Ark|Flo Ivy|Ola Berg
"""


@dataclass
class Attempt:
    """One submission of a student: {what the student called a file: its bytes}."""

    files: dict
    time: datetime
    late: bool = False


@dataclass
class Student:
    """A student of the invented class; `graded` is the notebook that is to be graded, None if there is none."""

    name: str
    number: int
    login: str
    group: str = ""
    attempts: list = field(default_factory=list)
    graded: bytes | None = None

    @property
    def sortable(self):
        first, *more = self.name.split(" ")
        return f"{' '.join(more)}, {first}"

    @property
    def email(self):
        return f"{self.login}@uni.example"

    @property
    def late(self):
        return bool(self.attempts) and self.attempts[-1].late


class Team(Student):
    """A group, which has one name."""

    @property
    def sortable(self):
        return self.name


def notebook(text):
    return f'{{"nbformat": 4, "nbformat_minor": 5, "metadata": {{"by": "{text}"}}, "cells": []}}'.encode()


def invented_class(write=notebook):
    """Sixty students: some hand in twice or three times, some late, some under another name, some no notebook.

    What they hand in is `write("PLACE NUMBER")`: the student's place in the class and the number of the attempt.
    """
    names = [name for line in NAMES.strip().splitlines() for name in line.split("|")]
    called = ["hw1.ipynb"] * 5 + [
        "HW1.IPYNB",
        "hw1 (1).ipynb",
        "Copy of hw1.ipynb",
        "hw1-Copy1.ipynb",
        "Untitled.ipynb",
    ]
    students = []
    for place, name in enumerate(names):
        student = Student(name, 20_001 + place, f"u{70_001 + place}")
        students.append(student)
        if place % 20 == 7:
            continue  # has handed in nothing
        for number in range(1 + (place % 4 == 1) + (place % 8 == 1)):
            time = FIRST + timedelta(hours=place, days=number, minutes=7)
            files = {called[place % len(called)]: write(f"{place} {number}")}
            if place % 6 == 2:
                files["helper.py"] = b"x = 1\n"
            if place % 20 == 14:
                files = {"hw1.pdf": b"%PDF", "photo.png": b"PNG"}
            if place % 20 == 3:
                files = {"my homework.zip": zipped({f"homework/{name}": data for name, data in files.items()})}
            student.attempts.append(Attempt(files, time, late=place % 5 == 4))
        if place % 20 != 14:
            student.graded = write(f"{place} {number}")
    assert len(students) == 60
    return students


def roster(students):
    """The table of the course, as CSV."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["Name", "ID", "Login", "E-mail", "Group", "Extra time"])
    for one in students:
        table.writerow([one.name, one.number, one.login, one.email, one.group, ""])
    return text.getvalue()


# ------------------------------------------------------------------- the platforms


def squashed(name):
    """What Canvas leaves of a sortable name."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", name)).lower()


def canvas(students):
    files, file_id = {}, 900_000
    for one in students:
        for number, attempt in enumerate(one.attempts):
            for name, data in attempt.files.items():
                file_id += 1
                stem, _, suffix = name.rpartition(".")
                shown = f"{stem}-{number}.{suffix}" if number else name  # Canvas renames what is there already
                late = "LATE_" if attempt.late else ""
                files[f"{squashed(one.sortable)}_{late}{one.number}_{file_id}_{shown}"] = data
    return files


def moodle(students):
    """In folders; Moodle exports the last attempt only."""
    files = {}
    for one in students:
        if one.attempts:
            for name, data in one.attempts[-1].files.items():
                files[f"{one.name}_{one.number}_assignsubmission_file/{name}"] = data
            files[f"{one.name}_{one.number}_assignsubmission_onlinetext/onlinetext.html"] = b"<p>Hello</p>"
    return files


def moodle_flat(students):
    return {path.replace("_onlinetext/", "_onlinetext_").replace("_file/", "_file_"): data
            for path, data in moodle(students).items()}  # fmt: skip


def moodle_before_4_1(students):
    return {path.replace("_onlinetext/", "_onlinetext_/").replace("_file/", "_file_/"): data
            for path, data in moodle(students).items()}  # fmt: skip


def blackboard(students, title="Home_work 1"):
    files = {}
    for one in students:
        for attempt in one.attempts:
            start = f"{title}_{one.login}_attempt_{attempt.time:%Y-%m-%d-%H-%M-%S}"
            listed = "".join(f"\tOriginal filename: {name}\n\tFilename: {start}_{name}\n" for name in attempt.files)
            files[f"{start}.txt"] = (
                f"Name: {one.name} ({one.login})\nAssignment: {title}\n"
                f"Date Submitted: {attempt.time:%A, %B %d, %Y %I:%M:%S %p} CET\nCurrent Grade: Needs Grading\n\n"
                "Submission Field:\nThere is no student submission text data for this assignment.\n\n"
                f"Comments:\nThere are no student comments for this assignment.\n\nFiles:\n{listed}"
            ).encode()
            files |= {f"{start}_{name}": data for name, data in attempt.files.items()}
    return files


def brightspace(students):
    files = {"index.html": b"<html></html>"}
    for one in students:
        for attempt in one.attempts:
            hour = f"{attempt.time.hour % 12 or 12}{attempt.time:%M %p}"
            folder = f"397063-2557369 - {one.name} - {attempt.time:%b} {attempt.time.day}, {attempt.time.year} {hour}"
            files |= {f"{folder}/{name}": data for name, data in attempt.files.items()}
    return files


def brightspace_flat(students):
    return {path.replace("PM/", "PM - ").replace("AM/", "AM - "): data for path, data in brightspace(students).items()}


def google(students):
    """A copy for each student has the student's name; there are no attempts."""
    files = {}
    for one in students:
        for name, data in one.attempts[-1].files.items() if one.attempts else ():
            copy = "Copy of " if one.number % 3 == 0 else ""
            suffix = name.rpartition(".")[2]
            if suffix.lower() in ("ipynb", "zip", "pdf"):
                files[f"{one.name} - {copy}hw1.{suffix}"] = data
    return files


def github(students):
    files = {}
    for one in students:
        folder = f"hw1-submissions/hw1-{one.login}"
        if one.attempts:
            files[f"{folder}/.git/HEAD"] = b"ref: refs/heads/main\n"
            files |= {f"{folder}/{name}": data for name, data in one.attempts[-1].files.items()}
    return files


def exchange(students):
    """nbgrader's inbound folder."""
    files = {}
    for one in students:
        for attempt in one.attempts:
            time = f"{attempt.time:%Y-%m-%d %H:%M:%S.%f} UTC"
            folder = f"inbound/{one.login}+hw1+{time}+a{one.number}Zq-_"
            files |= {f"{folder}/{name}": data for name, data in attempt.files.items()}
            files[f"{folder}/timestamp.txt"] = time.encode()
    return files


def nbgrader(students):
    """As nbgrader's collect leaves it, with another assignment beside."""
    files = {}
    for one in students:
        files[f"submitted/{one.login}/hw2/hw2.ipynb"] = notebook("another")
        for name, data in one.attempts[-1].files.items() if one.attempts else ():
            files[f"submitted/{one.login}/hw1/{name}"] = data
            files[f"submitted/{one.login}/hw1/timestamp.txt"] = f"{one.attempts[-1].time} UTC".encode()
    return files


def otter(students):
    """Otter's export of each student, in a folder of the student's."""
    files = {}
    for one in students:
        for attempt in one.attempts:
            name = f"hw1_{attempt.time:%Y_%m_%dT%H_%M_%S_%f}.zip"
            inside = {**attempt.files, "hw1.pdf": b"%PDF", ".OTTER_LOG": b"\x80", "__zip_filename__": name.encode()}
            files[f"{one.login}/{name}"] = zipped(inside)
    return files


def flat(students):
    files = {}
    for one in students:
        for name, data in one.attempts[-1].files.items() if one.attempts else ():
            suffix = name.rpartition(".")[2]
            if suffix.lower() in ("ipynb", "zip", "pdf"):
                files[f"{one.login}_hw1.{suffix}"] = data
    return files


PLATFORMS = {
    "canvas": canvas, "moodle": moodle, "moodle flat": moodle_flat, "moodle before 4.1": moodle_before_4_1,
    "blackboard": blackboard, "brightspace": brightspace, "brightspace flat": brightspace_flat, "google": google,
    "github": github, "exchange": exchange, "nbgrader": nbgrader, "otter": otter, "flat": flat,
}  # fmt: skip
ATTEMPTS_IN = {"canvas", "blackboard", "brightspace", "brightspace flat", "exchange"}
BY_NAME_ONLY = {"brightspace", "brightspace flat", "google"}


# ----------------------------------------------------------------------- written


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def write(folder, files):
    """Write {path: bytes} into a folder; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def write_zip(path, files):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files))
    return path
