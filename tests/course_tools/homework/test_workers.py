"""Which workers of a cluster may grade; real ones are tried in `test_grade_runs`."""

import asyncio
import shutil
from types import SimpleNamespace

import proctor
from course_tools.homework import workers
from course_tools.homework.workers import Workers, admit, fingerprint, look


def test_the_fingerprint_changes_with_the_code_that_grades(tmp_path, monkeypatch):
    here = fingerprint()
    found = {here}
    for package in workers.PACKAGES:
        shutil.copytree(workers.Path(proctor.__file__).parents[1] / package, tmp_path / package,
                        ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    monkeypatch.setattr(proctor, "__file__", str(tmp_path / "proctor" / "__init__.py"))
    fingerprint.cache_clear()
    assert fingerprint() == here  # wherever it lies
    for path in ("proctor/tests_session.py", "proctor/sandbox/walls.py", "course_utils/metrics.py"):
        (tmp_path / path).write_text("# another version\n")
        fingerprint.cache_clear()
        found.add(fingerprint())
    monkeypatch.setattr(workers.importlib.metadata, "version", lambda name: "0")
    fingerprint.cache_clear()
    found.add(fingerprint())
    fingerprint.cache_clear()
    assert len(found) == 5


def test_a_worker_says_what_is_wrong_with_it(monkeypatch):
    checked = []
    monkeypatch.setattr(proctor, "check", lambda **engine: checked.append(engine))
    assert "another version of the course" in look("no such", {"unsafe": False})
    assert checked == []
    assert look(fingerprint(), {"unsafe": False}) is None
    assert checked == [{"unsafe": False}]

    def refuses(**_):
        raise proctor.NoSandbox("user namespaces are forbidden")

    monkeypatch.setattr(proctor, "check", refuses)
    assert look(fingerprint(), {}) == "no sandbox: user namespaces are forbidden"


class Cluster:
    """A client of workers which answer as they are told: None, a reason, or an exception."""

    def __init__(self):
        self.answers, self.admitted, self.looked_at, self.dying = {}, [], [], ()

    def nthreads(self):
        return dict.fromkeys(self.answers, 2)

    def run(self, function, *arguments, workers, on_error="raise"):
        assert on_error == "return"  # whatever is wrong with one, the others go on
        if function is admit:
            self.admitted += [(*workers, *arguments)]
            return {address: OSError("timed out") if address in self.dying else None for address in workers}
        self.looked_at += workers
        return {address: self.answers[address] for address in workers}


def test_bad_workers_are_named_and_left_out_and_new_ones_looked_at(capsys):
    cluster = Cluster()
    cluster.answers = {"tcp://a": None, "tcp://b": "no sandbox: \x1b[31mhere"}
    cluster.answers["tcp://c"] = ModuleNotFoundError("no course")
    there = Workers(cluster, {})
    assert there.at_a_time() == 2
    assert cluster.admitted == [("tcp://a", fingerprint(), 2)]
    assert there.resources == {fingerprint(): 1}
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "worker tcp://b is left out: no sandbox: \ufffd[31mhere",
        "worker tcp://c is left out: it has no such version of the course: ModuleNotFoundError: no course",
    ]
    cluster.answers["tcp://d"] = None
    assert there.at_a_time() == 4
    del cluster.answers["tcp://a"]
    assert there.at_a_time() == 2
    assert cluster.looked_at == ["tcp://a", "tcp://b", "tcp://c", "tcp://d"]  # each once
    assert capsys.readouterr().err == ""
    cluster.answers.clear()
    assert there.at_a_time() == 1  # one is handed over, and waits for a worker


def test_a_worker_that_dies_while_it_is_looked_at_is_left_out_and_the_others_go_on(capsys):
    cluster = Cluster()
    cluster.answers = {"tcp://a": None, "tcp://b": None, "tcp://c": OSError("connection refused")}
    cluster.dying = ("tcp://a",)
    there = Workers(cluster, {})
    assert there.at_a_time() == 2
    assert list(there.good) == ["tcp://b"]
    assert capsys.readouterr().err.splitlines() == [
        "worker tcp://a is left out: it does not answer any more: timed out",
        "worker tcp://c is left out: it does not answer any more: connection refused",
    ]
    assert there.at_a_time() == 2
    assert cluster.looked_at == ["tcp://a", "tcp://b", "tcp://c"]


def test_a_worker_that_may_grade_gets_the_resource():
    given = {}

    async def set_resources(**resources):
        given.update(resources)

    asyncio.run(admit("fingerprint", 3, dask_worker=SimpleNamespace(set_resources=set_resources)))
    assert given == {"fingerprint": 3}
