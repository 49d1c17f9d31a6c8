"""What several test files share."""

import contextlib
import gc
import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

# tests run side by side, and their models are small: threads would only wait for each other
os.environ.setdefault("OMP_NUM_THREADS", "1")
# what somebody at this machine has solved is theirs
os.environ["COURSE_PROGRESS"] = os.devnull

import hypothesis
import pytest
from support import no_compiler
from support.exercise_table import table as exercise_table
from support.homework_table import submissions as submission_table
from support.homework_table import table as homework_table

# tables that `course claims` reads: they hold no examples, and import what every worker would have to
collect_ignore_glob = ["claims/*.py"]

no_compiler.leave_it_out()

# the same examples in every run, and none of them timed: few in `make unit`, very many in `make test-all`
for tier, n_examples in {"unit": 20, "test": 100, "all": 500}.items():
    hypothesis.settings.register_profile(
        tier, derandomize=True, max_examples=n_examples, deadline=None, database=None
    )
hypothesis.settings.load_profile("test")


# groups that take long: they begin first, lest one worker be left with one at the end; of those that share the decks
# and the site, the second when the first has built them
LONGEST = ("built", "homework", "pages", "lab", "homework sessions", "assignments", "answers", "site")
# files whose slow tests run in one worker: it alone makes the data of hw3, the long walks of scenes, each explorer
SHARE = {
    "test_assignments": "assignments", "test_answer_mutants": "assignments", "test_terms_hw3": "assignments",
    "test_drawn": "scenes", "test_each": "explorers",
}  # fmt: skip
# folders whose quick tests run in one worker: it alone spends the time to import nbgrader, to train the model that
# scenes draw
TOGETHER = ("homework", "scenes")
# files, and a folder, whose quick tests run in the worker that compares with scikit-learn: it alone imports it
COMPARED = ("test_claims", "test_covid", "explorers")


# examples in help texts that import scikit-learn, which takes as long as PyTorch, or walk for 2,000 epochs
SLOW_EXAMPLES = (
    "course_utils.covid.DeskColumns", "course_utils.explorers.descent.DescentExplorer",
    "course_utils.explorers.pieces.PiecesExplorer", "course_utils.preparation.train_validation_test_split",
    "course_utils.training.fit",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Share out what takes long first, each test or `xdist_group` by itself; then the quick tests, a file at a time.

    Tests of one group run in one worker, so that what they share is made once. pytest-xdist 3.8 writes the group into
    a field that pytest 9.2 no longer reads: its issue 1386.
    """
    for item in items:
        if item.name in SLOW_EXAMPLES:
            item.add_marker(pytest.mark.slow)
    if not getattr(config.option, "loadgroup", False):
        return (yield)
    takes_long = {item: any(map(item.get_closest_marker, ("slow", "browser", "sweep"))) for item in items}
    for item in items:
        if item.get_closest_marker("xdist_group"):
            continue
        if not takes_long[item]:
            item.add_marker(pytest.mark.xdist_group(_quick_group(item.path)))
        elif item.path.stem in SHARE and not item.get_closest_marker("sweep"):
            item.add_marker(pytest.mark.xdist_group(SHARE[item.path.stem]))
    result = yield
    for item in items:
        if item.get_closest_marker("xdist_group") and item.nodeid != getattr(item, "_nodeid", item.nodeid):
            item._id = type(item._id).parse(item._nodeid)
    items.sort(key=lambda item: (not takes_long[item], _place(item.get_closest_marker("xdist_group"))))
    return result


def _quick_group(path):
    if path.stem in COMPARED or path.parent.name in COMPARED:
        return "oracles"
    return f"quick {path.parent.name}" if path.parent.name in TOGETHER else path.stem


def _place(group):
    return LONGEST.index(group.args[0]) if group and group.args[0] in LONGEST else len(LONGEST)


@pytest.fixture(autouse=True)
def same_draws():
    """Models that a test leaves to PyTorch's global generator start alike in every run."""
    if torch := sys.modules.get("torch"):
        torch.default_generator.manual_seed(0)  # torch.manual_seed writes down the whole stack, for devices


@pytest.fixture(scope="module")
def one_thread():
    """As in the process that tries answers: forty rows are slower on two threads, much slower where they are busy."""
    import torch

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def plain_type():
    """Decks and pages without fonts of their own: to cut these to a page takes far longer than all else of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("course_tools.fonts.style", lambda page: "")
        yield


@pytest.fixture(scope="session")
def refuses():
    """`with refuses(TypeError, "what came", "what was expected"): …`: just this error, all of these words."""

    @contextlib.contextmanager
    def check(error, *words):
        with pytest.raises(error) as caught:
            yield
        assert caught.type is error
        message = str(caught.value)
        assert [word for word in words if word not in message] == [], message

    return check


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """A worker that ends would look once more through all that PyTorch and others have imported, for garbage."""
    if hasattr(config, "workerinput"):
        gc.freeze()


def pytest_terminal_summary(terminalreporter):
    """What was tried on the exercises, on the homework and on its grading, if anything was."""
    passed = terminalreporter.stats.get("passed", [])
    kept = [entry for report in passed for entry in getattr(report, "user_properties", ())]
    for name, title, table in (
        ("exercise", "exercises", exercise_table),
        ("homework", "homework", homework_table),
        ("submission", "kinds of submissions, graded", submission_table),
    ):
        if records := [record for kind, record in kept if kind == name]:
            terminalreporter.section(title)
            for line in table(records):
                terminalreporter.line(line)


@pytest.fixture(scope="session")
def built(tmp_path_factory, worker_id):
    """Site and decks of the course, built by their commands from one execution of each notebook, in fresh kernels.

    All workers of a run share it: the first that asks for it builds it, and the others wait.

    A namespace: `site` and `slides` are folders, `decks` the decks in it, `executed` the folder of executed
    notebooks.
    """
    from filelock import FileLock

    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    with FileLock(shared / "built.lock"):
        record = shared / "built.json"
        if not record.exists():
            record.write_text(json.dumps(_build(shared / "built")))
        failed = json.loads(record.read_text())
    assert failed is None, failed
    folder = shared / "built"
    return SimpleNamespace(
        site=folder / "site",
        slides=folder / "slides",
        decks=sorted((folder / "slides").glob("*.html")),
        executed=folder / "executed",
    )


def _build(folder):
    """Build the site and the decks, and return what was said if that failed."""
    from support.notebook_checks import NOTEBOOKS, ROOT, RUNS

    with contextlib.suppress(FileNotFoundError):
        shutil.copytree(RUNS, folder / "executed")
    commands = [
        json.dumps([name, *map(str, NOTEBOOKS), "--output", str(folder / name), "--cache", str(folder / "executed")])
        for name in ("site", "slides")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "support.warm_commands", *commands],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "tests")}, capture_output=True, text=True,
    )  # fmt: skip
    return done.stderr if done.returncode else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """The browser ends with the last of several tests that use it: there is one event loop, and Playwright has it."""
    result = yield
    if item.get_closest_marker("browser") and not (nextitem and nextitem.get_closest_marker("browser")):
        from support.browser import end_browser

        end_browser()
    return result


@pytest.fixture(scope="module")
def chromium():
    """The browser of this process, for browser tests, however many files they are in."""
    from support.browser import browser

    return browser()


@pytest.fixture(scope="session")
def offline():
    """`with offline(path, width=…, scheme=…) as tab: …`: a file in a browser without a network.

    At the end the test fails if the file asked anything of a server, or if a script of it failed.
    """
    from support.browser import offline_file

    return offline_file
