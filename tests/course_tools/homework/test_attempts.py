"""Of all attempts the best one counts, where that is wanted."""

import dataclasses
import itertools
import json
from types import SimpleNamespace

import pytest
import support.homework_kinds as kinds
from support import exports
from support.graded import grade_here, points_of, record

from course_tools.homework import submissions
from course_tools.homework.handed_in.attempts import Best
from course_tools.homework.record import Question, Record


@dataclasses.dataclass
class Outcome:
    record: Record


def outcome(number, points):
    questions = tuple(Question(f"q{place}", value, 5.0, "graded") for place, value in enumerate(points))
    return Outcome(Record(student="bo", key=f"key {number}", digest=f"digest {number}", questions=questions))


def attempts(folder):
    files = {f"linbo_1_1{number}_hw1-{number}.ipynb": f"[{number}]".encode() for number in range(3)}
    found = submissions.collect(exports.write(folder, files), "hw1", attempts="best")
    (one,) = found.submissions
    return one


def test_every_attempt_is_read_and_none_is_called_older(tmp_path):
    one = attempts(tmp_path)
    assert [handed.data for handed in one.readings()] == [b"[2]", b"[1]", b"[0]"]
    assert (one.n_read, one.older, one.read().notes) == (3, [], ())
    assert [handed.attempt for handed in one.readings()] == [f"1{number}, of 3 attempts" for number in (2, 1, 0)]


def test_what_any_attempt_holds_is_in_the_digest_of_each(tmp_path):
    """So all are graded again when one has changed."""
    one = attempts(tmp_path)
    before = [handed.digest for handed in one.readings()]
    assert before == [handed.digest for handed in one.readings()]
    assert len(set(before)) == 3
    (tmp_path / "linbo_1_10_hw1-0.ipynb").write_bytes(b"[7]")
    assert not set(before) & {handed.digest for handed in one.readings()}


def test_what_lateness_costs_is_taken_off_before_the_best_is_chosen(tmp_path):
    handed = attempts(tmp_path).readings()
    chooser = Best(lambda one, points, maximum: points - (2 - one.number) * maximum / 10)
    for one, points in zip(handed, [(5,), (4.8,), (4,)], strict=True):
        counts = chooser.of(one, outcome(one.number, points))
    assert (counts.record.key, counts.record.attempt) == ("key 1", 1)  # 4, 4.3 and 4 are left


@pytest.mark.parametrize(("points", "best"), [
    ([(1, 2), (5, 0), (0, 0)], 1), ([(1, 2), (2, 1), (3, 0)], 0), ([(0, None), (0, 1), (1, None)], 1),
    ([(0,), (0,), (0,)], 0),
])  # fmt: skip
def test_the_attempt_whose_tests_give_most_counts_and_of_two_alike_the_newer(points, best, tmp_path):
    handed = attempts(tmp_path).readings()
    for order in itertools.permutations(range(3)):
        chooser = Best()
        told = [chooser.of(handed[number], outcome(number, points[number])) for number in order]
        assert told[:2] == [None, None]
        assert told[2].record.digest == f"digest {best}"
        assert handed[best].attempt in told[2].record.notes[-1]


def test_a_single_attempt_is_handed_on_as_it_is():
    one = SimpleNamespace(among=())
    assert Best().of(one, "graded") == "graded"


@pytest.mark.slow
@pytest.mark.xdist_group("homework")
def test_the_best_attempt_is_graded(tmp_path):
    solved, blank = (json.dumps(notebook).encode() for notebook in (kinds.solved(), kinds.released()))
    files = {f"linbo_1_10_{kinds.NAME}.ipynb": solved, f"linbo_1_11_{kinds.NAME}-1.ipynb": blank}
    path, source = exports.write(tmp_path / "in", files), kinds.write_assignment(tmp_path / "source")
    for says in ("1 of 1 graded now", "0 of 1 graded now"):
        done = grade_here(path, tmp_path / "out", source, "--attempts", "best", "--workers", "1")
        assert done.stdout.startswith(says), done.stderr
        assert points_of(tmp_path / "out", "linbo_1") == kinds.FULL
        assert record(tmp_path / "out", "linbo_1").notes[-1].endswith("10, of 2 attempts")
