"""The process that tries answers: what an answer does there reaches neither the notebook nor the next answer."""

import importlib
import subprocess
import sys
import time

import cloudpickle
import psutil
import pytest
from support.exercise_table import tried
from support.interrupts import wait_until
from support.notebook_checks import ROOT
from support.warm_process import starts

import course_utils.exercises
from course_utils import _kept
from course_utils.exercises import _process, _tutor, check, hint, progress, solution
from course_utils.exercises.registry import exercises

# who shares the process saves its start
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("answers")]

forks_only = pytest.mark.skipif(sys.platform != "linux", reason="answers are tried in forks on Linux only")


@pytest.fixture(autouse=True)
def patience(monkeypatch, tmp_path):
    """Time enough on a busy machine: limits are short only in tests of limits."""
    monkeypatch.setattr(_process, "TIME_LIMIT", 60)
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "progress.jsonl"))


@pytest.fixture(autouse=True, scope="module")
def shared():
    """One process for most tests: on Linux a fork of this one, which has imported what answers need."""
    exercises()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_process, "subprocess", starts)
        yield
        end()


@pytest.fixture
def own(monkeypatch):
    """A process of the test's own, begun in the same way; the module that starts it."""
    with monkeypatch.context() as patch:
        patch.setattr(_process, "_process", None)
        yield starts
        end()


@pytest.fixture
def fresh(own, monkeypatch):
    """A process of the test's own, started as a learner's is."""
    monkeypatch.setattr(_process, "subprocess", subprocess)


def end():
    if _process._process is not None:
        _process._process.end()


def written(*lines, name="bce_of", arguments="p, y"):
    """The function of a cell with these lines, as if written in the notebook: handed over by value."""
    namespace = {"__name__": "__main__"}
    exec("\n    ".join([f"def {name}({arguments}):", *lines]), namespace)
    return namespace[name]


def grade(number, answer):
    return " ".join(_tutor.grade(number, answer).split())


def assert_a_wrong_training_is_named():
    """Which needs all that the right one needs: PyTorch, its optimizer and whoever judges."""
    assert "This looks like a missing zero_grad" in grade("3.3", dict(exercises()["3.3"].wrong)["missing_zero_grad"])


# ------------------------------------------------------------- what is said of it


def test_words_of_a_verdict_of_a_process_as_a_learners(capsys, fresh):
    check("3.5", "c")
    assert capsys.readouterr().out.splitlines()[0] == "✘ Exercise 3.5: not yet."
    check("3.5", "b")
    said = " ".join(capsys.readouterr().out.split())
    afterwards = exercises()["3.5"].afterwards
    of_3 = [number for number in exercises() if number.startswith("3.")]
    following = of_3[of_3.index("3.5") + 1] if of_3[-1] != "3.5" else "3.1"
    solved = f"1 of {len(of_3)} solved in notebook 03. Next: Exercise {following}"
    assert said == f"✔ Exercise 3.5: correct. {afterwards} {solved}"
    check("3.5", ...)
    assert capsys.readouterr().out.startswith("○ Exercise 3.5: not attempted yet.")
    check("3.9", 1)
    assert capsys.readouterr().out == f"There is no exercise '3.9'. There are: {', '.join(exercises())}.\n"
    check(3.5, "(B)")  # without quotes
    assert capsys.readouterr().out.startswith("✔ Exercise 3.5: correct. ")
    assert _kept.solved() == {"3.5"}
    check("3.1", 0.164)
    assert "check takes the function itself" in capsys.readouterr().out


def test_progress_that_cannot_be_kept_does_not_hide_the_verdict(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "file" / "progress.jsonl"))
    text = _tutor.grade("3.5", "b")
    assert text.startswith("✔")
    assert "for this session only" in text


# ------------------------------------------------------------- the next answer


SPOILERS = {
    "gradients off": "torch.set_grad_enabled(False)",
    "another dtype": "torch.set_default_dtype(torch.float64)",
    "another device": "torch.set_default_device('meta')",
    "a patched method": "torch.Tensor.mean = lambda self, *a, **k: torch.tensor(0.0)",
    "a patched optimizer": "torch.optim.SGD.step = lambda self, *a, **k: None",
    "a patched loss": "torch.nn.functional.binary_cross_entropy_with_logits = lambda *a, **k: torch.tensor(0.0)",
    "a patched NumPy": "numpy.asarray = numpy.allclose = numpy.isclose = lambda *a, **k: numpy.zeros(())",
    "a patched Python": "builtins.len = builtins.isinstance = lambda *a: False",
    "a patched checker": "sys.modules['course_utils.exercises._trial'].verdict = lambda *a: {'status': 'correct'}",
    "seeds": "torch.manual_seed(9); numpy.random.seed(9); random.seed(9)",
    "deterministic": "torch.use_deterministic_algorithms(True); torch.set_flush_denormal(True)",
    "a thread": "threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()",
    "threads of PyTorch": "torch.set_num_threads(7)",
    "at the end": "atexit.register(os._exit, 1)",
    "warnings": "warnings.simplefilter('error'); numpy.seterr(all='raise')",
    "environment": "os.environ.clear()",
    "folder": "os.chdir(tempfile.mkdtemp()); os.rmdir(os.getcwd())",
    "modules": "sys.modules.clear(); sys.path.clear()",
    "recursion": "sys.setrecursionlimit(50)",
    "a profile": "sys.setprofile(lambda *a: None)",
    "a signal": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "closed files": "os.closerange(0, 100)",
    "a limit": "resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))",
    "its group": "os.killpg(0, signal.SIGKILL)",
}
IMPORTS = (
    "import atexit, builtins, os, random, signal, sys, tempfile, threading, warnings, numpy, torch",
    "if sys.platform != 'win32': import resource",
)


# all of them, and then a training that needs what they spoil; in the sweeps a training after each
@pytest.mark.parametrize("kinds", [
    pytest.param([*SPOILERS], id="all"),
    *(pytest.param([kind], marks=pytest.mark.sweep, id=kind) for kind in SPOILERS),
])  # fmt: skip
@forks_only
def test_no_answer_spoils_the_next(kinds, request):
    process = _process.start()
    for kind in kinds:
        said = grade("3.1", written(*IMPORTS, SPOILERS[kind], "return 0.0"))
        assert said.startswith("✘ Exercise 3.1: not yet."), kind
        assert _process.start() is process, kind  # and nobody had to wait for another
        tried(request, "3.1", "hostile")
    assert_a_wrong_training_is_named()
    assert grade("3.3", exercises()["3.3"].right).startswith("✔ Exercise 3.3: correct.")


@pytest.mark.sweep
def test_where_nothing_can_fork_each_check_has_a_process_of_its_own(fresh, monkeypatch):
    monkeypatch.setattr(_process, "FORKS", False)
    lines = [*IMPORTS, SPOILERS["gradients off"], SPOILERS["a patched method"], SPOILERS["a thread"]]
    assert grade("3.1", written(*lines, "return 0.0")).startswith("✘ Exercise 3.1: not yet. tried bce_of(")
    assert grade("3.3", exercises()["3.3"].right).startswith("✔ Exercise 3.3: correct.")
    assert ENDED in grade("3.1", written("import os", "os._exit(0)"))
    monkeypatch.setattr(_process, "TIME_LIMIT", 0.5)
    assert LATE in grade("3.1", written("return sum(range(10**13))"))
    monkeypatch.setattr(_process, "TIME_LIMIT", 60)
    assert grade("3.5", "b").startswith("✔")


@forks_only
def test_answer_that_writes_verdicts_wherever_it_can_deceives_itself_alone():
    grade("3.1", written(*IMPORTS, "for i in range(3, 50):", "    try: os.write(i, b'{\"status\": \"correct\"}\\n')",
                         "    except OSError: pass"))  # fmt: skip
    assert_a_wrong_training_is_named()


PATCHES = {
    "3.1": ("bce_of", "p, y", "torch.Tensor.mean = lambda self, *a, **k: torch.tensor(0.0)", "return 0.0"),
    "3.3": (
        "train", "model, X, y", "torch.optim.SGD.step = lambda self, *a, **k: None",
        "return model.linear.weight.item(), model.linear.bias.item()",
    ),
    "1.4": ("repaired", "x, weight, bias", "torch.exp = lambda z: z * 0", "return 1 + 0 * x"),
    "5.4": ("area", "p, y", "numpy.allclose = lambda *a, **k: True", "return 5.0"),
}  # fmt: skip


@pytest.mark.parametrize("number", PATCHES)
def test_answer_that_patches_what_it_is_compared_with_is_still_wrong(number):
    name, arguments, patch, result = PATCHES[number]
    answer = written(*IMPORTS, patch, result, name=name, arguments=arguments)
    assert grade(number, answer).startswith(f"✘ Exercise {number}: not yet. tried {name}(")


class PatchesWhenItComes:
    """An answer that does its work while it is unpickled."""

    def __reduce__(self):
        code = "setattr(__import__('torch').Tensor, 'mean', lambda self: self.sum() * 0) or (lambda p, y: 0.0)"
        return eval, (code,)


def test_answer_that_patches_while_it_is_unpickled_is_still_wrong():
    assert "came 0 expected 0.1643" in grade("3.1", PatchesWhenItComes())


# ----------------------------------------------------------- the notebook goes on


ENDLESS = ("while True:", "    try:", "        while True: pass", "    except BaseException: pass")
LATE = "It was still running after 0.5 seconds and was stopped."
ENDED = "It ended the Python process: by exit(), a crash in compiled code, or by asking for too much memory."


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(["os._exit(0)"], ENDED, id="ends Python"),
        pytest.param(["os.kill(os.getpid(), signal.SIGSEGV)"], ENDED, id="crashes"),
        pytest.param(
            [
                "taken = []",
                "try:",
                "    while True: taken.append(numpy.empty(2**24))",
                "except MemoryError: raise ValueError(f'no more after {len(taken) / 8:.0f} GB')",
            ],
            "no more after 4 GB", id="hoards",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only"),
        ),
        pytest.param(["raise KeyboardInterrupt"], "It could not be tried: KeyboardInterrupt", id="interrupts"),
        pytest.param(["next(iter([]))"], "StopIteration", id="stops"),
        pytest.param(
            ["for i in range(3, 20):", "    try: os.write(i, b'null\\n[\\n')", "    except OSError: pass"],
            "✘ Exercise 3.1: not yet.", id="writes everywhere",
        ),
        pytest.param(
            ["os.write(1, b'{\"status\": \"correct\"}\\n')", "print('{\"status\": \"correct\"}', file=sys.__stdout__)"],
            "It returns None", id="forges",
        ),
    ],
)  # fmt: skip
def test_hostile_answer_gets_a_message_and_the_next_is_tried(lines, message, request):
    text = grade("3.1", written(*IMPORTS, *lines))
    assert text.startswith("✘ Exercise 3.1: not yet.")
    assert message in text
    assert "Traceback" not in text
    assert grade("3.5", "b").startswith("✔")
    tried(request, "3.1", "hostile")


@pytest.mark.parametrize("lines", [ENDLESS, ["return sum(range(10**13))"]], ids=["endless", "endless in compiled code"])
@forks_only
def test_endless_answer_is_stopped_in_time_and_the_next_is_tried(lines, monkeypatch, request):
    process = _process.start()
    monkeypatch.setattr(_process, "TIME_LIMIT", 0.5)
    assert LATE in grade("3.1", written(*lines))
    monkeypatch.setattr(_process, "TIME_LIMIT", 60)
    assert grade("3.5", "b").startswith("✔")
    assert _process.start() is process  # only the fork was stopped
    tried(request, "3.1", "hostile")


def test_answer_that_cannot_be_handed_over_is_told_so():
    numbers = (i for i in range(3))
    assert "cannot be handed over" in grade("3.1", lambda p, y: next(numbers))


def test_an_interrupted_check_and_a_process_that_does_not_start_say_so_and_the_next_is_tried(monkeypatch, own):
    process = _process.start()

    def interrupted(number, pickled):
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "ask", interrupted)
    with monkeypatch.context() as patch:
        patch.setattr(_process, "subprocess", subprocess)
        patch.setattr(_process.sys, "executable", "/bin/false" if sys.platform != "win32" else "where")
        assert "You interrupted the check." in grade("3.5", "b")
        assert not process.alive()
        assert "did not start. Restart the kernel" in grade("3.5", "b")
    assert grade("3.5", "b").startswith("✔")


# ------------------------------------------------------- when it starts and ends


def test_process_starts_with_the_first_answer_or_hint_in_a_notebook_and_not_before(monkeypatch, capsys):
    started = []
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setattr(_process, "start", lambda: started.append("a process"))
    monkeypatch.setattr(_tutor, "_hints_given", {})
    importlib.reload(course_utils.exercises)
    check("3.5", ...)
    solution("3.5")
    progress()
    assert started == []
    hint("3.5")
    assert started == ["a process"]


@forks_only
def test_an_idle_process_ends_and_costs_nobody_a_verdict_even_if_it_ends_just_before_it_is_asked(monkeypatch, own):
    with monkeypatch.context() as patch:
        patch.setattr(_process, "IDLE", 0.2)
        first = _process.start()
    assert first.process.wait(60) == 0
    assert not first.alive()
    looks = iter([True])
    monkeypatch.setattr(first, "alive", lambda: next(looks, False))
    assert grade("3.5", "b").startswith("✔")
    assert _process.start() is not first


def test_import_starts_no_process():
    code = (
        "import psutil\nfrom course_utils.exercises import check, hint, progress, solution\n"
        "print(psutil.Process().children())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_special_case_for_the_fixed_inputs_is_refused():
    """What is drawn in the other process is compared as well."""
    known = {2.0: 0.8807971, -2.0: 0.1192029, 0.0: 0.5, -37.0: 8.533047e-17, 1000.0: 1.0, -1000.0: 0.0}
    answer = written(f"return {known}.get(z, 0.25)", name="sigmoid_of_number", arguments="z")
    assert "came 0.25 expected " in grade("1.2", answer)


NOTEBOOK = """
import sys, threading
from course_utils.exercises import _process

_process.FORKS, _process.TIME_LIMIT = {forks}, {seconds}
process = _process.start()
print(process.process.pid, flush=True)
if answer := bytes.fromhex("{answer}"):
    threading.Thread(target=process.ask, args=("3.1", answer), daemon=True).start()
sys.stdin.read()
"""


def running(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


LINES = {
    "while nothing is tried": None,
    "while an answer runs": ["while True: pass"],
    "while compiled code runs": ["sum(range(10**13))"],
}
ENDS = [
    # what waits for its own time limit is left to the sweeps
    pytest.param(lines, forks, id=f"{name}-{'forks' if forks else 'a process each'}", marks=[
        *([forks_only] if forks else []),
        *([] if forks or "compiled" not in name else [pytest.mark.sweep]),
    ])
    for name, lines in LINES.items() for forks in (True, False)
]  # fmt: skip


@pytest.mark.parametrize(("lines", "forks"), ENDS)
def test_process_ends_with_the_notebook(lines, forks, tmp_path, own):
    mark = tmp_path / "pid"
    answer = b""
    if lines is not None:
        note = f"import os; open({str(mark)!r}, 'w').write(f'{{os.getpid()}} ')"
        answer = cloudpickle.dumps(written(note, *lines))
    # compiled code leaves a process that cannot fork to nothing but its own time limit; the others end at once
    own_limit = lines is not None and "range" in lines[0] and not forks
    code = NOTEBOOK.format(forks=forks, seconds=1 if own_limit else 300, answer=answer.hex())
    notebook = own.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with notebook:
        pids = {int(notebook.stdout.readline())}
        if lines is not None:
            wait_until(lambda: mark.exists() and mark.read_text().endswith(" "))
            pids.add(int(mark.read_text()))
        assert all(map(running, pids))
        notebook.kill()  # it has no chance to clean up
    deadline = time.monotonic() + 30
    while any(map(running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if running(pid)] == []
