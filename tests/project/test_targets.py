"""The targets of make: `make help` lists them, and every text that names one names one that is there."""

import re
import shutil
import subprocess

import pytest
import yaml
from support.notebook_checks import NOTEBOOKS, ROOT, RUNS
from support.rows import each_row

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
WORKFLOW = ROOT / ".github" / "workflows" / "tests.yml"
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / ".ci" / "run", WORKFLOW,
         *sorted((ROOT / "tools").glob("*.py")), *sorted((ROOT / "course_tools").rglob("*.py"))]  # fmt: skip
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="Windows has none")


def make(*arguments):
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True)


@each_row("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_target_that_is_named_is_there(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|run: |^ *|# )make ([a-z][a-z-]*)(?=[` \n])", text, re.MULTILINE)
    assert set(named) <= TARGETS


def test_the_readme_names_targets():
    """Else the test above would find nothing anywhere."""
    named = re.findall(r"`make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {"lab", "test", "bench"} <= set(named)


@needs_make
def test_help_lists_every_target_but_those_that_moved():
    listed = re.findall(r"^  make ([a-z-]+) +\S", make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(TARGETS - {"homework"})


@needs_make
def test_a_target_that_moved_names_the_new_one():
    done = make("homework")
    assert done.returncode != 0
    assert "make homework is now: make release" in done.stderr
    assert done.stdout == ""


@needs_make
def test_the_learners_lab_sets_up_the_learners_environment_only():
    steps = make("--dry-run", "lab", "ARGS=--no-browser").stdout
    assert "tools/setup_env.py" in steps
    assert "--dev" not in steps
    assert re.search(r"^\.venv/\S+ -m course_tools\.cli lab -- --no-browser$", steps, re.MULTILINE)


@needs_make
@pytest.mark.parametrize("index", ["none", "https://example.org/cpu"])
def test_another_python_and_index_reach_set_up(index):
    steps = make("--dry-run", "unit", "PYTHON=python3.12", f"TORCH_INDEX={index}").stdout.splitlines()
    assert steps[0] == f"python3.12 tools/setup_env.py --torch-index {index} --dev"


@needs_make
def test_the_tiers_are_nested():
    """What a tier leaves out, the next one runs."""
    left_out = {}
    for tier in ("unit", "test", "test-all"):
        (suite, *_) = [line for line in make("--dry-run", tier).stdout.splitlines() if "--dist loadgroup" in line]
        left_out[tier] = set(re.findall(r"not (\w+)", suite))
    assert left_out == {"unit": {"slow", "browser", "sweep"}, "test": {"sweep"}, "test-all": set()}


@needs_make
@pytest.mark.parametrize("target", ["test", "test-all"])
def test_notebooks_are_run_once_and_before_what_is_built_of_these_runs(target):
    compared, suite = [line for line in make("--dry-run", target).stdout.splitlines() if "-m pytest" in line][:2]
    assert [f"notebooks/{path.name}" for path in NOTEBOOKS if f"notebooks/{path.name}" not in compared] == []
    assert "--nbval --nbval-current-env" in compared
    assert "--with-claims" in compared
    assert f"--keep-runs {RUNS.relative_to(ROOT)} " in compared
    assert "--dist loadgroup" in suite


@needs_make
def test_all_tests_run_under_every_instruction_set_with_one_and_two_threads():
    steps = make("--dry-run", "test-all").stdout
    seen = re.findall(r"^ATEN_CPU_CAPABILITY=(\w+) OMP_NUM_THREADS=(\d)", steps, re.MULTILINE)
    assert seen == [(cpu, threads) for cpu in ("default", "avx2", "avx512") for threads in "12"]


def test_the_hosted_workflow_runs_what_ci_runs():
    jobs = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert runs["test"] == [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("make")]
    assert runs["nightly"] == ["make test-all"]
    (unit,) = re.findall(r"^unit:.*\n\t\$\(PYTEST\) (.+)$", MAKEFILE, re.MULTILINE)
    make_unit, set_up, tests = runs["unit"]
    assert (make_unit, set_up) == ("make unit", "python tools/setup_env.py --dev")
    assert tests.endswith(unit)
