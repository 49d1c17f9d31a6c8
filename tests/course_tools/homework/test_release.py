"""Release of homework: what is proved, and that a bad release never replaces a good one."""

import functools
import os
import re
import signal
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output
from support.homework import run_in_process
from support.homework_plants import HIDDEN_TEST, SOLUTION, added, cell, replaced, template
from support.interrupts import is_running, needs_signals, start, wait_until
from support.rows import each_row

import proctor
from course_tools import cli
from course_tools.execute import NotebookFailed
from course_tools.homework import last_cell, proofs, source
from course_tools.homework.format import UNANSWERED, CellKind, kind, points, student_version
from course_tools.homework.leaks import find_leaks
from course_tools.homework.release import notebooks_in, release

EXECUTE = proctor.execute
needs_walls = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")


@pytest.fixture(autouse=True)
def no_walls(monkeypatch):
    """The engine takes seconds to start: most releases here are proved without it, as on a system without a sandbox."""

    def execute(*_, **__):
        raise proctor.NoSandbox("no user namespaces")

    monkeypatch.setattr(proctor, "execute", execute)


@pytest.fixture
def walls(no_walls, monkeypatch):
    monkeypatch.setattr(proctor, "execute", EXECUTE)


# ------------------------------------------------------------ proofs


def error(ename, evalue):
    return new_output("error", ename=ename, evalue=evalue, traceback=[])


def shown(text):
    return new_output("execute_result", data={"text/plain": text})


UNANSWERED_CELL = error("NotImplementedError", UNANSWERED)


def executed(notebook, **outputs):
    """A notebook as if it had been executed: these cells, by their id, showed something."""
    for called, output in outputs.items():
        cell(notebook, called.replace("_", "-")).outputs = [output]
    return notebook


# what cells showed, and what is said of it
MISSED = {
    "nothing": ({}, []),
    "prints": ({"odds_tests": new_output("stream", name="stdout", text="5\n")}, []),
    "a failed test": (
        {"odds_tests": error("AssertionError", "three to one")},
        ["cell 4 (odds-tests) earns 0 of 2 points: AssertionError: three to one"],
    ),
    "a long message": (
        {"odds_tests": error("E", "x" * 500)}, ["cell 4 (odds-tests) earns 0 of 2 points: E: " + "x" * 197],
    ),
    "stderr": (
        {"odds_more_tests": new_output("stream", name="stderr", text="careful\n")},
        ["cell 5 (odds-more-tests) earns 0 of 1 points: it writes to stderr, 'careful\\n'"],
    ),
    "partial credit": (
        {"odds_tests": shown("0.5")},
        ["cell 4 (odds-tests) earns 0.5 of 2 points: its last line is taken for partial credit"],
    ),
    "all of the partial credit": ({"odds_tests": shown("2.0")}, []),
    "more than all": (
        {"odds_tests": shown("3")},
        ["cell 4 (odds-tests) earns nan of 2 points: its last line is taken for partial credit"],
    ),
    "another cell": (
        {"odds": error("ZeroDivisionError", "division by zero")},
        ["cell 3 (odds) raises ZeroDivisionError: division by zero"],
    ),
}  # fmt: skip


@each_row("what", MISSED)
def test_points_that_an_instructor_version_misses(what):
    outputs, said = MISSED[what]
    assert list(proofs.points_missed(executed(template(), **outputs))) == said


STOPS = {
    "at the answer": ({"odds": UNANSWERED_CELL}, []),
    "in the first test": ({"odds_tests": UNANSWERED_CELL, "odds_more_tests": error("NameError", "p")}, []),
    "nowhere": ({}, ["it runs to its end without an answer: no visible test asks for one"]),
    "too early": (
        {"odds": error("SyntaxError", "invalid syntax"), "odds_tests": UNANSWERED_CELL},
        ["cell 3 (odds) raises SyntaxError: invalid syntax, before anything had to be answered"],
    ),
    "with words of its own": (
        {"odds": error("NotImplementedError", "to do")},
        ["cell 3 (odds) raises NotImplementedError: to do, before anything had to be answered"],
    ),
}


@each_row("where", STOPS)
def test_where_a_student_version_may_stop(where):
    outputs, said = STOPS[where]
    assert list(proofs.early_stop(executed(student_version(template()), **outputs))) == said


def test_what_is_answered_in_words_alone_may_run_to_its_end():
    notebook = template()
    notebook.cells = [c for c in notebook.cells if kind(c) in (CellKind.FREE, CellKind.WRITTEN)]
    assert list(proofs.early_stop(notebook)) == []


def test_points_for_no_answer():
    notebook = executed(template(), odds_tests=UNANSWERED_CELL, odds_more_tests=error("NameError", "odds"))
    assert list(proofs.free_points(notebook)) == []
    assert list(proofs.free_points(executed(notebook, odds_more_tests=shown("0.25")))) == [
        "cell 5 (odds-more-tests) gives 0.25 of 1 points for no answer"
    ]
    cell(notebook, "odds-tests").outputs = []
    assert next(proofs.free_points(notebook)) == "cell 4 (odds-tests) gives 2 of 2 points for no answer"


def test_hidden_tests_come_back_and_answers_do_not():
    student = student_version(template())
    whole = proofs.with_hidden_tests(student, template())
    assert cell(whole, "odds-more-tests").source == cell(template(), "odds-more-tests").source
    assert HIDDEN_TEST not in cell(student, "odds-more-tests").source
    assert cell(whole, "odds").source == cell(student, "odds").source


def folder_with(notebook, root, name="hw"):
    path = root / "source" / name / f"{name}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    return path.parent


def all_hidden(notebook):
    tests = cell(notebook, "odds-tests")
    tests.source = f"### BEGIN HIDDEN TESTS\n{tests.source}\n### END HIDDEN TESTS"


LAST_LINES = f"""table = np.asarray(odds(p.copy()), dtype=float)
assert table.shape == (13, 17), "for a table of probabilities the shape was lost"
{HIDDEN_TEST}, "a table of 13 by 17 probabilities came out wrong"
"""
UNPROVED = {
    "wrong answer": (
        replaced("odds", SOLUTION, "return p / (2 - p)"),
        "is not solved by its own answers:\n  cell 4 (odds-tests) earns 0 of 2 points: AssertionError",
    ),
    "stderr in a test": (
        replaced("odds-more-tests", HIDDEN_TEST, f"import sys\nprint('!', file=sys.stderr)\n{HIDDEN_TEST}"),
        "cell 5 (odds-more-tests) earns 0 of 1 points: it writes to stderr, '!",
    ),
    "partial credit": (
        replaced("odds-more-tests", "### END", "0.5\n### END"),
        "cell 5 (odds-more-tests) earns 0.5 of 1 points: its last line is taken for partial credit",
    ),
    "another cell fails": (
        added(new_code_cell("1 / 0", id="c")), "own answers:\n  cell 4 (c) raises ZeroDivisionError: division by zero",
    ),
    "broken by the stub": (
        replaced("odds", f"    ### BEGIN SOLUTION\n    {SOLUTION}\n    ### END SOLUTION",
                 "    return (\n    ### BEGIN SOLUTION\n    p / (1 - p)\n    ### END SOLUTION\n    )"),
        "fails for students:\n  cell 3 (odds) raises SyntaxError",
    ),
    "no visible test": (all_hidden, "it runs to its end without an answer: no visible test asks for one"),
    "test of nothing": (
        replaced("odds-more-tests", LAST_LINES, "assert p.min() >= 0\n"),
        "gives points away:\n  cell 5 (odds-more-tests) gives 1 of 1 points for no answer",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", UNPROVED)
def test_assignment_that_is_not_proved_is_refused(fault, tmp_path, monkeypatch):
    monkeypatch.setattr(proofs, "run_in_kernel", run_in_process)
    plant, words = UNPROVED[fault]
    notebook = template()
    plant(notebook)
    folder = folder_with(notebook, tmp_path)
    with pytest.raises(NotebookFailed) as caught:
        release(folder)
    message = str(caught.value)
    assert words in message
    assert str(folder / "hw.ipynb") in message


@pytest.mark.slow
def test_a_kernel_shows_what_the_proofs_read(tmp_path):
    """And so does the stand-in that other tests use."""
    notebook = proofs.with_hidden_tests(student_version(template()), template())
    notebook.cells += [
        new_code_cell("import os\n\nprint(os.listdir())", id="folder"),
        new_code_cell("import sys\n\nsys.stderr.write('!')\n1 / 4", id="number"),
    ]
    in_kernel, stand_in = (run(notebook, "hw.ipynb", 60) for run in (proofs.run_in_kernel, run_in_process))
    assert proofs.scores(in_kernel) == proofs.scores(stand_in) == [(3, 0, 2), (4, 0, 1)]
    assert cell(in_kernel, "folder").outputs[0].text == "[]\n"
    for called in ("odds-tests", "odds-more-tests", "number"):
        one, other = cell(in_kernel, called).outputs, cell(stand_in, called).outputs
        assert [o.output_type for o in one] == [o.output_type for o in other]
        assert [(o.get("ename"), o.get("evalue"), o.get("text")) for o in one] == [
            (o.get("ename"), o.get("evalue"), o.get("text")) for o in other
        ]
    assert notebook.cells[-1].outputs == []


@pytest.mark.slow
@pytest.mark.parametrize(("code", "words"), [
    ("while True:\n    pass", "hw.ipynb: a cell took more than 1 s"),
    ("import os\n\nos.kill(os.getpid(), 9)", "hw.ipynb: the kernel died"),
])  # fmt: skip
def test_a_kernel_that_never_answers_is_named(code, words, refuses):
    with refuses(NotebookFailed, words):
        proofs.run_in_kernel(nbformat.v4.new_notebook(cells=[new_code_cell(code)]), "hw.ipynb", 1)


# ------------------------------------------------------------ the proof by the grader


@pytest.fixture
def graded(tmp_path, monkeypatch):
    return functools.partial(_graded, tmp_path, monkeypatch)


def _graded(folder, monkeypatch, solved, blank, attention=(), empty=None):
    """What is said where the engine gives these verdicts, (outcome, number) for each test, to the versions."""
    given = iter([(solved, attention), (blank, ()), (empty or [FAILED, FAILED], ())])

    def execute(task, limits, **_):
        assert limits.cell_timeout == 7
        verdicts, why = next(given)
        following = iter(verdicts)
        results = [_ran(*next(following)) if step.role == "test" else proctor.StepResult("ran") for step in task.steps]
        return proctor.Result(tuple(results), attention=why)

    monkeypatch.setattr(proctor, "execute", execute)
    nbformat.write(template(), folder / "hw.ipynb")
    return list(proofs.graded_as_promised(source.load("hw", folder), template(), 7))


def _ran(outcome, number=None):
    """A test that ends alike in both sessions."""
    passed = outcome == "passed"
    verdict = proctor.Verdict(outcome=outcome, number=number, why=None if passed else "NameError: odds")
    return proctor.StepResult("ran" if passed else "failed", (), verdict)


PASSED, FAILED = ("passed",), ("failed",)


def test_what_the_grader_gives_is_what_was_promised(graded):
    assert graded([PASSED, PASSED], [FAILED, FAILED]) == []


def test_points_that_the_grader_withholds_or_gives_away_are_named(graded):
    withheld = graded([PASSED, FAILED], [FAILED, FAILED])
    assert "odds-more-tests earns 0 of 1 points: NameError: odds" in withheld
    assert graded([PASSED, ("passed", 0.5)], [FAILED, FAILED])[-1].startswith("odds-more-tests earns 0.5 of 1 points")
    given_away = graded([PASSED, PASSED], [PASSED, FAILED])
    assert given_away == ["odds-tests gives 2 of 2 points for no answer"]


def test_a_hidden_test_that_an_array_without_entries_passes_is_named(graded):
    (said,) = graded([PASSED, PASSED], [FAILED, FAILED], empty=[PASSED, PASSED])  # the first hides nothing
    assert said.startswith("odds-more-tests gives 1 of 1 points to functions that give back a numpy array without")


def test_a_right_answer_that_would_need_attention_is_named(graded):
    (said,) = graded([PASSED, PASSED], [FAILED, FAILED], attention=("a test asks for more",))
    assert said == "its own answers would need attention: a test asks for more"


def test_a_release_without_walls_says_what_is_not_proved(tmp_path, monkeypatch):
    monkeypatch.setattr(proofs, "run_in_kernel", run_in_process)
    said = []
    assert list(release(folder_with(template(), tmp_path), say=said.append)) == ["hw.ipynb"]
    assert said[-1] == "hw.ipynb: NOT PROVED by `course grade`, which has no sandbox here: no user namespaces"


def test_a_name_that_students_could_take_along_is_refused(tmp_path, refuses):
    notebook = template()
    locked = new_code_cell("def odds(p):\n    return p / (1.5 - p)", id="c")
    locked.metadata["nbgrader"] = {
        "grade": False, "grade_id": "c", "locked": True, "schema_version": 3, "solution": False, "task": False
    }  # fmt: skip
    added(locked, at=2)(notebook)
    folder = folder_with(notebook, tmp_path)
    with refuses(NotebookFailed, "cell 3 (c): a locked cell makes odds", "cell 4 (odds)", "another name"):
        release(folder)
    with refuses(source.BadAssignment, "cannot be graded with it", "a locked cell makes odds"):
        source.load("hw", folder)


@pytest.mark.slow
@needs_walls
@pytest.mark.xdist_group("homework")
def test_what_only_a_kernel_can_do_is_refused(tmp_path, walls, monkeypatch, refuses):
    """Right in one process, and not where the tests have one of their own."""
    monkeypatch.setattr(proofs, "run_in_kernel", run_in_process)
    notebook = template()
    replaced("odds-more-tests", "### END", 'assert "p" in odds.__code__.co_varnames, "call it p"\n### END')(notebook)
    with refuses(NotebookFailed, "is graded wrongly", "odds-more-tests earns 0 of 1 points"):
        release(folder_with(notebook, tmp_path / "bad"))
    said = []
    assert release(folder_with(template(), tmp_path / "good"), say=said.append)
    assert said[-1] == "hw.ipynb: `course grade` must give the same"


# ------------------------------------------------------------ the command


def run_main(root, *arguments):
    return cli.main(["release", *arguments, "--source", str(root / "source"), "--output", str(root / "out")])


def test_release_writes_the_good_and_keeps_what_was_there_of_the_bad(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(proofs, "run_in_kernel", run_in_process)
    broken = template()
    replaced("odds", SOLUTION, "return p")(broken)
    folder_with(broken, tmp_path, "bad")
    folder_with(template(), tmp_path, "good")
    folder_with(template(), tmp_path, "template")
    there = tmp_path / "out" / "bad" / "bad.ipynb"
    there.parent.mkdir(parents=True)
    there.write_text("the good one of last week")
    assert run_main(tmp_path) == 1
    printed = capsys.readouterr()
    assert there.read_text() == "the good one of last week"
    assert [path.name for path in sorted(tmp_path.rglob("out/*/*"))] == ["bad.ipynb", "good.ipynb"]
    assert "[1/2] bad  REFUSED" in printed.out
    assert re.search(r"\[2/2\] good  -> \S+good  5 points, 2 of them by hand", printed.out)
    assert f"{tmp_path / 'source' / 'bad' / 'bad.ipynb'} is not solved" in printed.err
    released = nbformat.read(tmp_path / "out" / "good" / "good.ipynb", as_version=4)
    nbformat.validate(released)
    assert find_leaks(template(), released) == []
    assert points(released) == points(template())
    assert run_main(tmp_path, "template") == 0
    assert (tmp_path / "out" / "template" / "template.ipynb").exists()


@pytest.mark.slow
@pytest.mark.xdist_group("homework")
def test_release_of_the_template_from_any_folder(tmp_path, capsys, monkeypatch, walls):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["release", "template", "--output", "out"]) == 0
    wanted = last_cell.with_check(student_version(template()), "template.ipynb")
    assert nbformat.read("out/template/template.ipynb", as_version=4) == wanted
    assert "5 points, 2 of them by hand" in capsys.readouterr().out


@pytest.mark.slow
@needs_signals
def test_interrupted_release_leaves_nothing_and_ends_its_kernel(tmp_path):
    slow = template()
    marker = tmp_path / "running"
    code = f"import os\nimport pathlib\nimport time\n\npathlib.Path({str(marker)!r}).write_text(str(os.getpid()))\n"
    added(new_code_cell(f"{code}time.sleep(60)", id="c"))(slow)
    folder_with(slow, tmp_path)
    there, temporary = tmp_path / "out" / "hw" / "hw.ipynb", tmp_path / "temporary"
    there.parent.mkdir(parents=True)
    there.write_text("the good one of last week")
    temporary.mkdir()
    command = [sys.executable, "-m", "course_tools.cli", "release", "hw"]
    places = ["--source", tmp_path / "source", "--output", tmp_path / "out"]
    process = start(
        [*command, *places], env={**os.environ, "TMPDIR": str(temporary)}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        wait_until(lambda: marker.exists() and marker.read_text())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=300)
    finally:
        process.kill()
    assert process.returncode == 130, stderr
    assert "Interrupted: what is not reported above is as it was." in stderr
    assert there.read_text() == "the good one of last week"
    assert list(temporary.iterdir()) == []
    wait_until(lambda: not is_running(int(marker.read_text())))


def test_other_files_in_an_assignment_are_refused(tmp_path, refuses):
    folder = folder_with(template(), tmp_path)
    (folder / ".ipynb_checkpoints").mkdir()
    assert [path.name for path in notebooks_in(folder)] == ["hw.ipynb"]
    (folder / "solution.py").write_text("")
    with refuses(NotebookFailed, "solution.py", "would not reach the students", "course_utils"):
        notebooks_in(folder)


def test_missing_and_empty_assignments_are_refused(tmp_path, refuses):
    folder_with(template(), tmp_path)
    with refuses(NotebookFailed, "hw9", "no such assignment", f"{tmp_path / 'source'} has hw"):
        notebooks_in(tmp_path / "source" / "hw9")
    with refuses(NotebookFailed, "hw9", "no such assignment", "has none"):
        notebooks_in(tmp_path / "nowhere" / "hw9")
    tmp_path /= "empty"
    tmp_path.mkdir()
    with refuses(NotebookFailed, "there is no notebook"):
        notebooks_in(tmp_path)
    (tmp_path / "hw.ipynb").write_text("{")
    with refuses(NotebookFailed, "hw.ipynb", "cannot be read as a notebook"):
        release(tmp_path)


@pytest.mark.parametrize("output", ["source", "source/hw", "source/../source"])
def test_student_versions_never_go_among_the_instructor_versions(output, tmp_path, capsys):
    path = folder_with(template(), tmp_path) / "hw.ipynb"
    before = path.read_bytes()
    with pytest.raises(SystemExit) as caught:
        cli.main(["release", "--source", str(tmp_path / "source"), "--output", str(tmp_path / output)])
    assert caught.value.code == 2
    assert "among the instructor versions" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_command_says_what_is_missing(tmp_path, capsys):
    for arguments, words in [
        (["--source", str(tmp_path / "none")], "is no folder"),
        (["--source", str(tmp_path)], "no assignment in"),
        (["--help"], "nothing leaks"),
    ]:
        with pytest.raises(SystemExit):
            cli.main(["release", *arguments])
        printed = capsys.readouterr()
        assert words in printed.out + printed.err
        assert "course release" in printed.out + printed.err
