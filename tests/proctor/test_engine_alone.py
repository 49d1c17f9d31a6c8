"""The engine needs neither nbgrader nor this course: a notebook is run beside its tests by `proctor` alone."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN = ("nbgrader", "nbformat", "nbclient", "nbconvert", "course_utils", "course_tools")


def run(code):
    code = textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_importing_it_loads_nothing_of_the_course_and_nothing_heavy():
    loaded = run("import sys, proctor; proctor.Task(steps=()); print(*sys.modules)")
    assert "proctor.engine" in loaded
    assert {name.partition(".")[0] for name in loaded} & {*FOREIGN, "torch", "numpy", "IPython"} == set()


@pytest.mark.slow
def test_none_of_its_files_loads_anything_of_the_course():
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts)
               for path in sorted((ROOT / "proctor").rglob("*.py")) if path.name != "__init__.py"]  # fmt: skip
    assert {"proctor.zygote", "proctor.link", "proctor.sandbox.walls"} <= set(modules)
    loaded = run(f"import sys, {', '.join(modules)}; print(*sys.modules)")
    assert {"torch", "IPython"} <= set(loaded)
    assert {name.partition(".")[0] for name in loaded} & set(FOREIGN) == set()


NOTEBOOK = """
import json, proctor

task = proctor.Task(
    steps=(
        proctor.Step("numbers = [3, 1, 2]", "given", tests="numbers = [3, 1, 2]"),
        proctor.Step("def largest(items):\\n    return items[0]"),
        proctor.Step("assert largest(numbers) == 3", "test", tests="assert largest(numbers) == 3"),
        proctor.Step("pass", "test", tests="assert largest([1, 2]) == 2, 'of two'"),
        proctor.Step("pass", "test", tests="(largest(numbers) == 3) * 0.5"),
        proctor.Step("import sys\\nprint(sorted({'nbgrader', 'course_utils'} & set(sys.modules)))"),
        proctor.Step("import os\\nos._exit(0)"),
        proctor.Step("pass", "test", tests="assert largest([1]) == 1"),
    ),
    answers=frozenset({"largest"}),
)
result = proctor.execute(task, proctor.Limits(cell_timeout=30))
print(json.dumps({
    "states": [step.state for step in result.steps],
    "outcomes": [step.verdict and step.verdict.outcome for step in result.steps],
    "why": [step.verdict and step.verdict.why for step in result.steps],
    "number": result.steps[4].verdict.number,
    "shown": [output.text for output in result.steps[5].outputs],
    "attention": result.attention,
}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
def test_a_notebook_is_run_beside_its_tests():
    found = json.loads(" ".join(run(NOTEBOOK)))
    ended = "its process ended: by exit(), a signal or a crash in compiled code"
    assert found == {
        "states": ["ran", "ran", "ran", "ran", "ran", "ran", "stopped", "not reached"],
        "outcomes": [None, None, "passed", "failed", "passed", None, None, "not reached"],
        "why": [None, None, None, "AssertionError: of two", None, None, None, f"never reached: {ended}"],
        "number": 0.5,
        "shown": ["[]\n"],
        "attention": [f"the session ended early: {ended}"],
    }
