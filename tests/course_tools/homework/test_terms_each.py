"""Versions of single students, really run: each is graded by the own hidden tests."""

import copy
import json
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from support.graded import record, rows
from support.homework_kinds.assignment import code, find

from course_tools import cli
from course_tools.homework import release, source
from course_tools.homework.terms import each

PARAMETERS = """price = 20
seed = 3
choices = {"price": {"from": 10, "to": 2000000000}, "seed": {"from": 1000, "to": 2000000000}}"""
ANSWER = "def cost(n):\n    ### BEGIN SOLUTION\n    return n * price\n    ### END SOLUTION"
VISIBLE = "price = 20  # {{ price }}\nassert cost(3) == 3 * price"
HIDDEN = """# other numbers
### BEGIN HIDDEN TESTS
import random

price = 20  # {{ price }}
seed = 3  # {{ seed }}
n = random.Random(seed).randint(4, 10**6)
assert cost(n) == n * price
### END HIDDEN TESTS"""
NAMES = {"17": "Anna Maria", "18": "Bo Lin", "19": "Cy Oh", "20": "Di Eh", "21": "Ed Ur", "22": "Fay Wu"}


def assignment():
    return new_notebook(cells=[
        new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]}),
        new_markdown_cell("A person costs <!--{{ price }}-->20<!--{{ end }}-->. Write `cost(n)`."),
        code("price = 20  # {{ price }}", "given"),
        code(ANSWER, "cost", solution=True), code(VISIBLE, "visible", points=1), code(HIDDEN, "hidden", points=3),
    ])  # fmt: skip


@pytest.fixture
def term(tmp_path, monkeypatch):
    """`term(name)`: the released notebooks of a term with a version for each of six students, {id: notebook}."""
    (tmp_path / "source" / "hw7").mkdir(parents=True)
    nbformat.write(assignment(), tmp_path / "source" / "hw7" / "hw7.ipynb")
    (tmp_path / "roster.csv").write_text("id,name\n" + "".join(f"{id},{name}\n" for id, name in NAMES.items()))

    def unproved(folder, **_):
        return {path.name: release.student_version(nbformat.read(path, as_version=4)) for path in folder.iterdir()}

    monkeypatch.setattr(release, "release", unproved)

    def made(name):
        code = cli.main(["release", "hw7", "--new-term", str(tmp_path / f"{name}.key"), "--each",
                         str(tmp_path / "roster.csv"), "--source", str(tmp_path / "source"), "--output",
                         str(tmp_path / f"out-{name}")])  # fmt: skip
        assert code == 0
        return {id: nbformat.read(tmp_path / f"out-{name}" / "hw7" / id / "hw7.ipynb", as_version=4) for id in NAMES}

    return made


def answered(notebook, source):
    notebook = copy.deepcopy(notebook)
    find(notebook, "cost").source = source
    return notebook


@pytest.mark.slow
@pytest.mark.sweep
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
def test_six_of_whom_two_swapped_and_one_handed_in_another_term_s(term, tmp_path):
    now, before = term("now"), term("before")
    price = {id: find(one, "given").source.partition(" = ")[2] for id, one in now.items()}
    right = "def cost(n):\n    return n * price"
    typed = {id: f"def cost(n):\n    return n * {price[id]}" for id in NAMES}
    handed_in = {
        "17": answered(now["17"], right), "18": answered(now["18"], typed["18"]),
        "19": answered(now["20"], typed["20"]), "20": answered(now["19"], right),
        "21": answered(before["21"], "def cost(n):\n    return n * " + find(before["21"], "given").source.split()[-1]),
        "22": answered(now["22"], f"def cost(n):\n    return {3 * int(price['22'])}"),
    }  # fmt: skip
    for id, notebook in handed_in.items():
        (tmp_path / "in" / id).mkdir(parents=True)
        (tmp_path / "in" / id / "hw7.ipynb").write_text(json.dumps(notebook))
    out = tmp_path / "graded"
    assert cli.main(["grade", "hw7", str(tmp_path / "in"), "--source", str(tmp_path / "now" / "hw7"), "--roster",
                     str(tmp_path / "roster.csv"), "--output", str(out)]) == 0  # fmt: skip
    points = {}
    for row in rows(out):
        points.setdefault(row["id"], []).append(float(row["points"]))
    assert points == {"17": [1, 3], "18": [1, 3], "19": [0, 0], "20": [1, 3], "21": [0, 0], "22": [1, 0]}
    told = {id: record(out, id, "hw7").attention for id in NAMES}
    assert told == {
        "17": (), "18": (), "22": (),
        "19": ("handed in is the version that was made for 20; it was graded with the own tests",),
        "20": ("handed in is the version that was made for 19; it was graded with the own tests",),
        "21": ("handed in is no version that this term made; it was graded with the own tests",),
    }  # fmt: skip


def test_who_edits_a_cell_or_loses_some_hands_in_the_own_version_all_the_same(term, tmp_path):
    now = term("now")
    versions = each.Versions("hw7", tmp_path / "now" / "hw7")
    own = versions.base if versions.base.path.parent.name == "17" else source.load("hw7", versions.folders["17"])

    def told(change):
        notebook = copy.deepcopy(now["17"])
        change(notebook)
        return versions.stranger(own, json.dumps(notebook).encode())

    assert told(lambda notebook: None) == ""
    assert told(lambda notebook: notebook.cells.remove(find(notebook, "visible"))) == ""
    assert told(lambda notebook: setattr(find(notebook, "given"), "source", "price = 7")) == ""
    assert told(lambda notebook: setattr(find(notebook, "visible"), "source", "pass")) == ""
    assert told(lambda notebook: notebook.cells.clear()) == ""
    assert told(lambda notebook: [cell.metadata.pop("nbgrader", None) for cell in notebook.cells]) == ""
    assert told(lambda notebook: notebook.update(now["18"])).startswith("handed in is the version that was made for 18")
    for data in (b"", b"{}", b"[]", b'{"cells": [3]}', b'{"cells": [{"metadata": null}]}'):
        assert versions.stranger(own, data) == ""
    one = each.Versions("hw7", tmp_path / "source" / "hw7")
    assert one.stranger(one.base, json.dumps(now["17"]).encode()) == ""
