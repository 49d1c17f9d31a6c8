"""Every sentence of the course is backed, and what backs it holds."""

import subprocess
import sys

import pytest
from support.notebook_checks import NOTEBOOKS, ROOT

from course_tools import project
from course_tools.claims.coverage import Coverage, static_faults
from course_tools.claims.passages import passages_of
from course_tools.claims.table import read_table
from course_tools.execute import read

STEMS = [path.stem for path in NOTEBOOKS]
# notebook: what holds its sentences until it has a table
WITHOUT = {}
LATER = pytest.mark.sweep if sys.platform == "linux" else ()
WITH = [stem for stem in STEMS if stem not in WITHOUT]


def test_every_notebook_has_its_table():
    tables = sorted(path.stem for path in (ROOT / "tests" / "claims").glob("[0-9]*.py"))
    assert tables == WITH
    assert [path for path in WITHOUT.values() if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("stem", WITH)
def test_every_number_comparison_and_universal_is_backed(stem):
    entries, _ = read_table(stem)
    coverage = Coverage()
    notebook = read(project.NOTEBOOKS / f"{stem}.ipynb")
    assert static_faults(stem, entries, passages_of(stem), notebook, coverage) == []
    assert coverage.backed == coverage.all
    assert min(coverage.all[kind] for kind in ("number", "comparison", "universal")) > 0


@pytest.mark.slow
@pytest.mark.parametrize("asked", [pytest.param(["01"], id="01"), pytest.param([], marks=LATER, id="all")])
def test_every_claim_holds(asked):
    """By one command, whose processes are forks of one that alone imports what notebooks use.

    On Linux, `make test` tries the claims of all notebooks beside their cells, as nbval runs them.
    """
    command = [sys.executable, "-m", "course_tools.cli", "claims", "--fresh", *asked]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    tried = [line.split()[0] for line in sorted(done.stdout.splitlines()) if line[:2].isdecimal()]
    assert tried == [stem for stem in WITH if not asked or stem[:2] in asked]
