"""`course grade --dry-run`: who is who, before anything is run."""

import json
import subprocess
import sys

import pytest
from support import exports

import proctor
from course_tools import cli
from course_tools.homework.handed_in import listing


@pytest.fixture
def handed_in(tmp_path, monkeypatch):
    """A class as Canvas exports it; nothing may be run or written."""
    monkeypatch.setattr(proctor, "execute", None)
    monkeypatch.setattr(proctor, "check", None)
    monkeypatch.chdir(tmp_path)
    files = {
        "linbo_1_10_hw1.ipynb": b"a", "linbo_1_11_hw1-1.ipynb": b"b", "rayann_LATE_2_12_hw1.ipynb": b"c",
        "ohcy_3_13_hw1.pdf": b"d", "evil\x1b[2J_4_14_hw1.ipynb": b"e", "Di - hw1.ipynb": b"f", "notes\n.csv": b"",
    }  # fmt: skip
    (tmp_path / "roster.csv").write_text("id,name\n1,Bo Lin\n2,Ann Ray\n5,Ed Oh\n5,Fay Oh\n", encoding="utf-8")
    return exports.write(tmp_path / "in", files)


def run(capsys, *options):
    code = cli.main(["grade", "hw1", *map(str, options), "--dry-run"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_table_says_who_is_who(handed_in, capsys, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    code, text, _ = run(capsys, handed_in, "--roster", tmp_path / "roster.csv")
    assert code == 0
    assert sorted(tmp_path.rglob("*")) == before
    lines = text.splitlines()
    assert all(line.isprintable() for line in lines)
    assert lines[0] == "hw1: 5 submissions, 3 of which cannot be graded as they are."
    assert lines[1].startswith("The names are those of Canvas (")
    row = {line.split("  ")[0]: " ".join(line.split()) for line in lines}
    assert row["Bo Lin_1"] == ("Bo Lin_1 1 hw1-1.ipynb 11, of 2 older attempts, not graded: linbo_1_10_hw1.ipynb")
    assert row["Ann Ray_2"] == "Ann Ray_2 2 hw1.ipynb 12 late"
    assert "NEEDS ATTENTION: hw1.pdf is no notebook" in row["ohcy_3"]
    assert "NEEDS ATTENTION: its name, Di - hw1.ipynb, does not follow" in row["Di"]
    assert "  notes\\n.csv: nobody's, by the names of Canvas" in lines
    assert lines[lines.index("Of the roster, these have handed in nothing (2):") + 1] == "  Ed Oh (5)"
    assert "  the id 5 stands on lines 4 and 5 (Ed Oh, Fay Oh): it finds none of them" in lines


def test_the_same_as_json(handed_in, capsys, tmp_path):
    code, text, _ = run(capsys, handed_in, "--json", "--roster", tmp_path / "roster.csv")
    told = json.loads(text)
    assert code == 0
    assert (told["scheme"], [one["name"] for one in told["missing"]]) == ("canvas", ["Ed Oh", "Fay Oh"])
    bo = next(one for one in told["submissions"] if one["student"] == "Bo Lin_1")
    assert (bo["file"], bo["from"], bo["attempts"], bo["older"], bo["problem"]) == (
        "hw1-1.ipynb", ["linbo_1_11_hw1-1.ipynb"], 2, ["linbo_1_10_hw1.ipynb"], None
    )  # fmt: skip


RULES = """
zone = "Europe/Berlin"
[assignments.hw1]
due = 2026-01-20 23:59:00
grace = "15 min"
penalty = "10 %"
most = "25 %"
closes = "7 d"
[extensions.hw1]
u4 = "1 d"
nobody = "1 d"
"""


def test_it_says_what_the_rules_of_the_term_will_do(handed_in, capsys, tmp_path):
    (tmp_path / "course.toml").write_text(RULES)
    (tmp_path / "roster.csv").write_text("".join(["id,name,extra time\n", *(
        f"u{n},Student {n},{'soon' if n == 7 else ''}\n" for n in range(1, 9)
    )]))  # fmt: skip
    times = {"u1": "20 23:59", "u2": "21 00:10", "u3": "21 00:20", "u4": "21 20:00", "u5": "24 12:00", "u6": "28 00:00",
             "u7": "21 20:00"}  # fmt: skip
    files = {f"Homework_{who}_attempt_2026-01-{at.replace(' ', '-').replace(':', '-')}-00_hw1.ipynb": b"x"
             for who, at in times.items()}  # fmt: skip
    path = exports.write(tmp_path / "blackboard", files)
    code, text, _ = run(capsys, path, "--roster", tmp_path / "roster.csv")
    lines = text.splitlines()
    assert code == 0
    assert lines[2] == (
        "Due 2026-01-20 23:59 (Europe/Berlin); 15 min later still costs nothing; each day that has begun costs 10 % of "
        "the points earned, at most 25 %; what comes more than 7 d late counts 0."
    )
    told = {line.split("  ")[0].strip(): line for line in lines}
    for number, (at, words) in enumerate([
        ("20 23:59", "in time"), ("21 00:10", "11 min late, which costs nothing"), ("21 00:20", "21 min late: −10 %"),
        ("21 20:00", "in time, with an extension: until 2026-01-21 23:59"),
        ("24 12:00", "3 d 13 h late: −25 %, the most"),
        ("28 00:00", "7 d 1 h late, after it was closed: 0"),
        ("21 20:00", "not known, so nothing is taken off: the roster's extra time is 'soon', which is no time; write "
                     'for example "3 d" there'),
    ], 1):  # fmt: skip
        row = told[f"Student {number}_u{number}"]
        assert [part.strip() for part in row.split("  ") if part.strip()][4:6] == [f"2026-01-{at}", words]
    assert lines[lines.index("The rules of the term (1):") + 1].startswith("  the rules of hw1 extend the time of 'nob")
    told = json.loads(run(capsys, path, "--json", "--roster", tmp_path / "roster.csv")[1])
    assert told["due"] == lines[2]
    assert told["submissions"][2]["by_the_rules"] == {"Student 3_u3": ["21 min late: −10 %"]}


def test_times_that_nothing_says_and_those_of_a_table(handed_in, capsys, tmp_path):
    (tmp_path / "course.toml").write_text(RULES.partition("[ext")[0])
    (tmp_path / "times.csv").write_text("id,time\n2,2026-01-22 10:00\n")
    _, text, said = run(capsys, handed_in)
    assert "rules of the term are those of course.toml" in said
    row = {line.split("  ")[0]: line for line in text.splitlines()}
    assert "not known, so nothing is taken off: late, and nothing says by how much: give the time" in row["rayann_2"]
    assert "  in time" in row["linbo_1"]  # Canvas does not call it late
    _, text, _ = run(capsys, handed_in, "--times", tmp_path / "times.csv")
    assert "2026-01-22 10:00  34 h 1 min late: −20 %" in text


def test_each_attempt_and_each_of_a_group_is_told_where_they_differ(capsys, tmp_path):
    (tmp_path / "course.toml").write_text(RULES.replace("u4", "8").replace("nobody", "9"))
    (tmp_path / "roster.csv").write_text("id,name,group\n7,Bo,\n8,Cy,Red\n9,Di,Red\n6,Ed,Red\n")
    path = exports.write(tmp_path / "in", {
        "Homework_7_attempt_2026-01-20-10-00-00_hw1.ipynb": b"x",
        "Homework_7_attempt_2026-01-21-10-00-00_hw1.ipynb": b"y",
        "Homework_Red_attempt_2026-01-21-10-00-00_hw1.ipynb": b"z",
    })  # fmt: skip
    roster = ["--roster", tmp_path / "roster.csv", "--rules", tmp_path / "course.toml"]
    _, text, _ = run(capsys, path, *roster, "--attempts", "best")
    assert "newest: 10 h 1 min late: −10 %; 1 before: in time" in text
    extended = "in time, with an extension: until 2026-01-21 23:59"
    assert f"Cy_8: {extended}; Di_9: {extended}; Ed_6: 10 h 1 min late: −10 %" in text
    _, text, _ = run(capsys, path, *roster)
    assert "newest: " not in text


def test_columns_stay_in_line_whatever_the_letters(capsys, tmp_path):
    names = "王小明", "Jose\u0301", "Bo"
    path = exports.write(tmp_path / "in", {f"{name}/hw1.ipynb": b"x" for name in names})
    rows = [line for line in run(capsys, path)[1].splitlines() if "hw1.ipynb" in line]
    assert len({listing.width_of(row[: row.index("hw1.ipynb")]) for row in rows}) == 1
    assert len(rows) == 3
    assert [listing.width_of(name) for name in names] == [6, 4, 2]


@pytest.mark.slow
def test_who_reads_no_further_is_no_error(handed_in, tmp_path):
    command = [sys.executable, "-m", "course_tools.cli", "grade", "hw1", str(handed_in), "--dry-run"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        said = running.stderr.read().decode()
    assert (running.returncode, said) == (141, "")


def test_a_folder_is_read_by_the_scheme_that_is_named(handed_in, capsys):
    assert "those of files named after students (as --scheme says)" in run(capsys, handed_in, "--scheme", "flat")[1]


@pytest.mark.parametrize(("options", "words"), [
    (["in", "--scheme", "moodle"], "no name follows the scheme of Moodle"), (["nowhere"], "there is no such folder"),
    (["in", "--roster", "none.csv"], "none.csv: it cannot be opened"),
    (["in", "--pattern", "("], "no regular expression"),
    (["in", "--pattern", "(?P<id>zzz)"], "is found in none of 7 names"), (["roster.csv"], "neither a folder nor a zip"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_in_a_sentence(options, words, handed_in, capsys):
    code, text, said = run(capsys, *options)
    assert (code, text) == (1, "")
    assert words in said
    assert "Traceback" not in said
