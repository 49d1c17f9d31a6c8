"""The engine needs neither nbgrader nor this course: a notebook is run beside its tests by `proctor` alone."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from support.imports import imported_by, modules_of

from proctor import Limits, Step, Task, execute

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


def test_none_of_its_files_names_anything_of_the_course():
    """Wherever in a file it imports: what a process of it has loaded in the end is looked at below."""
    files = modules_of(ROOT / "proctor")
    named = {name.partition(".")[0] for module, path in files.items() for name in imported_by(module, path)}
    assert {"torch", "IPython", "msgspec", "proctor"} <= named
    assert named & set(FOREIGN) == set()


def test_where_there_is_no_sandbox_that_is_said_before_anything_heavy_is_imported():
    loaded = run("""
        import socket, sys
        from proctor import sandbox, zygote

        def fails(limits): raise sandbox.NoSandbox("namespaces are forbidden")
        sandbox.probe = fails
        ours, theirs = socket.socketpair()
        assert zygote.main([str(theirs.fileno())]) == 1
        assert ours.recv(99) == b"no sandbox: namespaces are forbidden\\n"
        print(*sys.modules)
    """)
    assert set(loaded) & {"torch", "numpy", "IPython"} == set()


TASK = Task(
    steps=(
        Step("numbers = [3, 1, 2]", "given", tests="numbers = [3, 1, 2]"),
        Step("def largest(items):\n    return items[0]"),
        Step("assert largest(numbers) == 3", "test", tests="assert largest(numbers) == 3"),
        Step("pass", "test", tests="assert largest([1, 2]) == 2, 'of two'"),
        Step("pass", "test", tests="(largest(numbers) == 3) * 0.5"),
        Step("import sys\nprint(*sys.modules)"),
        Step("import os\nos._exit(0)"),
        Step("pass", "test", tests="assert largest([1]) == 1"),
    ),
    answers=frozenset({"largest"}),
)


@pytest.mark.slow
@pytest.mark.xdist_group("homework sessions")
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
def test_a_notebook_is_run_beside_its_tests():
    result = execute(TASK, Limits(cell_timeout=30))
    ended = "its process ended: by exit(), a signal or a crash in compiled code"
    assert [step.state for step in result.steps] == ["ran"] * 6 + ["stopped", "not reached"]
    verdicts = {number: step.verdict for number, step in enumerate(result.steps) if step.verdict}
    assert {number: (verdict.outcome, verdict.why) for number, verdict in verdicts.items()} == {
        2: ("passed", None), 3: ("failed", "AssertionError: of two"), 4: ("passed", None),
        7: ("not reached", f"never reached: {ended}"),
    }  # fmt: skip
    assert result.steps[4].verdict.number == 0.5
    assert result.attention == (f"the session ended early: {ended}",)
    # of its processes this one has all that they share
    (output,) = result.steps[5].outputs
    loaded = output.text.split()
    assert {"torch", "IPython", "proctor.supervisor", "proctor.examiner", "proctor.tests_session"} <= set(loaded)
    assert {name.partition(".")[0] for name in loaded} & set(FOREIGN) == set()
