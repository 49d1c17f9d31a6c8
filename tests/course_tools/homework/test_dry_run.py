"""`course grade --dry-run`: who is who, before anything is run."""

import json

import pytest
from support import exports

import proctor
from course_tools import cli


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
    assert row["Ann Ray_2"] == "Ann Ray_2 2 hw1.ipynb 12 late late, says Canvas"
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
