"""Code that is alike: what is seen, what hides it not, and what says nothing."""

import itertools
import random

import pytest
from support.homework_answers import RIGHT
from support.rows import each_row

from course_tools import project
from course_tools.homework import source
from course_tools.homework.class_report import similar

LOSS = """
def bce_from_logits(z, y):
    total = 0
    for logit, label in zip(z, y):
        against = -logit if label == 1 else logit
        if against > 0:
            total += against + math.log1p(math.exp(-against))
        else:
            total += math.log1p(math.exp(against))
    return total / len(z)

def sigmoid(z):
    return np.array([1 / (1 + math.exp(-value)) for value in z.ravel()]).reshape(z.shape)
"""
RENAMED = '''
def bce_from_logits(scores, truth):
    # all my own work
    s = 0
    for a, b in zip(scores, truth):

        c = -a if b == 1 else a
        if c > 0: s += c + math.log1p(math.exp(-c))
        else: s += math.log1p(math.exp(c))
    return s / len(scores)  # the mean
def sigmoid(x):
    """Mine."""
    return np.array([1 / (1 + math.exp(-v))
                     for v in x.ravel()]).reshape(x.shape)
'''
OTHER = """
def bce_from_logits(z, y):
    worst = np.maximum(z, 0)
    smooth = np.log1p(np.exp(-np.abs(z)))
    costs = worst - z * y + smooth
    assert costs.ndim == 1
    weights = np.full(costs.shape, 1 / costs.size)
    return np.dot(weights, costs) if costs.size else np.float64("nan")
"""


def invented(seed, n_lines=30):
    """Code that nobody else has."""
    draw = random.Random(seed)
    lines = [f"    x{k} = {draw.randint(0, 99)} {draw.choice('+-*/')} a.{draw.choice('pqrst')} * {draw.randint(0, 9)}"
             for k in range(n_lines)]  # fmt: skip
    return "\n".join(["def f(a):", *lines, "    return x1", ""])


def test_names_comments_and_empty_lines_hide_nothing():
    bare = LOSS.replace("logit", "a").replace("label", "b").replace("against", "c")
    assert similar.tokens(LOSS) == similar.tokens(f"# mine\n\n{bare.replace('total', 's')}")


def test_what_is_called_behind_a_full_stop_is_told_apart():
    assert similar.tokens("np.exp(z)") != similar.tokens("np.log(z)")
    assert similar.tokens("np.exp(z)") == similar.tokens("numpy.exp(logit)")


@each_row("broken", ["def f(:", "x = '", "if x:\n  y\n z", "(" * 50, "\0", "é = 'ü\ud800'"])
def test_code_that_does_not_parse_stops_nothing(broken):
    assert isinstance(similar.prints([broken]).n_tokens, int)


@pytest.mark.slow
def test_of_code_without_end_the_beginning_is_compared():
    """Twenty megabytes of it took minutes, in every report."""
    long = "x = " + "+".join("1" * (similar.MOST_READ // 2))
    found = similar.prints([LOSS, *[long] * 3])
    assert found == similar.prints([LOSS, long])
    assert found.n_tokens < similar.MOST_READ
    assert similar.prints([LOSS]).marks < found.marks


def test_a_renamed_copy_is_listed_and_another_way_is_not():
    found = similar.alike([similar.prints([code]) for code in (LOSS, RENAMED, OTHER)])
    (pair,) = found.pairs
    assert (pair.first, pair.second) == (0, 1)
    assert found.n_compared == 3


def test_a_shared_run_of_tokens_is_seen_wherever_it_stands():
    """The promise of winnowing: SURELY_SEEN tokens in a row share a fingerprint."""
    shared = [f"t{k}" for k in range(similar.SURELY_SEEN)]
    for before, behind in itertools.product(range(0, 40, 7), repeat=2):
        one = [f"a{k}" for k in range(before)] + shared + [f"b{k}" for k in range(behind)]
        other = [f"c{k}" for k in range(behind)] + shared + [f"d{k}" for k in range(before)]
        assert similar.fingerprints(one) & similar.fingerprints(other)


def test_a_run_shorter_than_k_is_not():
    shared = [f"t{k}" for k in range(similar.K - 1)]
    one, other = [*"abcdefghij", *shared, *"klmnopqrst"], [*"ABCDEFGHIJ", *shared, *"KLMNOPQRST"]
    assert not similar.fingerprints(one) & similar.fingerprints(other)


def test_the_share_is_that_of_the_shorter_one():
    mine, more = invented(1), invented(2, 60)
    short, long = similar.prints([mine]), similar.prints([mine, more])
    (pair,) = similar.alike([long, short]).pairs
    assert pair.share == 1.0
    assert pair.n_shared == len(short.marks)
    assert pair.n_tokens == short.n_tokens == len(similar.tokens(mine))


def test_what_was_given_out_does_not_count():
    from types import SimpleNamespace

    given = SimpleNamespace(cells=[SimpleNamespace(cell_type="code", released=LOSS),
                                   SimpleNamespace(cell_type="markdown", released=OTHER)])  # fmt: skip
    released = similar.released_prints(given)
    assert similar.prints([LOSS], released).marks == frozenset()
    assert similar.prints([OTHER], released).marks == similar.prints([OTHER]).marks
    everybody = [similar.prints([LOSS, invented(seed)], released) for seed in (1, 2)]
    assert similar.alike(everybody).pairs == []


def test_short_answers_are_not_compared():
    short = "def bce(p, y):\n    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n"
    assert similar.prints([short]).n_tokens < similar.FEWEST_TOKENS
    found = similar.alike([similar.prints([short])] * 2)
    assert (found.pairs, found.n_compared) == ([], 0)


def test_the_usual_way_to_write_it_is_no_pair():
    usual = [similar.prints([LOSS, invented(seed)]) for seed in range(similar.COMMON + 1)]
    assert similar.alike(usual).pairs == []
    everybody = [similar.prints([LOSS])] * (similar.COMMON + 1)
    assert similar.alike(everybody).same == [list(range(similar.COMMON + 1))]


def test_three_who_have_the_same_code_are_one_group_and_two_are_a_pair():
    one, other, third = (similar.prints([invented(seed)]) for seed in (1, 2, 3))
    found = similar.alike([one, other, one, third, other, one])
    assert found.same == [[0, 2, 5]]
    assert [(pair.first, pair.second, pair.share) for pair in found.pairs] == [(1, 4, 1.0)]
    near = similar.prints([invented(1), "x = 1"])  # the same but for a line: a pair with each of the group
    pairs = similar.alike([one, one, one, near]).pairs
    assert [(pair.first, pair.second) for pair in pairs] == [(0, 3), (1, 3), (2, 3)]


def test_what_is_usual_is_the_median_of_the_highest_shares():
    apart = [similar.prints([invented(seed)]) for seed in range(5)]
    assert similar.alike(apart).median == 0
    assert similar.alike([*apart[:2], *apart]).median == 1.0  # four of the seven have a twin
    assert similar.alike(apart[:1]).median is None


def test_two_thousand_students_are_looked_up_and_not_compared_pair_by_pair(monkeypatch):
    """What is counted are shared fingerprints: at most COMMON holders each, however large the class."""
    looked_at = 0

    def counted(students, n):
        nonlocal looked_at
        pairs = list(itertools.combinations(students, n))
        looked_at += len(pairs)
        return iter(pairs)

    monkeypatch.setattr(similar, "combinations", counted)
    draw = random.Random(3)
    own = [[draw.randrange(10**9) for _ in range(20)] for _ in range(2000)]
    everybody = [similar.Prints(frozenset([*range(20), *own[k], 10**10 + k // 2]), 200) for k in range(2000)]
    found = similar.alike(everybody)
    assert found.n_compared == 2000
    assert looked_at < 2000  # of 1,999,000 pairs: the 1,000 that share a mark, and what chance adds


@pytest.mark.slow
@pytest.mark.parametrize("name", ["hw1", "hw2", "hw3"])
def test_right_answers_in_different_styles_are_hardly_alike(name):
    """The base rate that docs/grading.md names, far below what is listed."""
    released = similar.released_prints(source.load(name, project.HOMEWORK / name))
    styles = [similar.prints(answers.values(), released) for own, answers in RIGHT.values() if own == name]
    shares = [len(one.marks & other.marks) / min(len(one.marks), len(other.marks))
              for one, other in itertools.combinations(styles, 2)]  # fmt: skip
    assert len(shares) >= 3
    assert max(shares) <= 0.1
