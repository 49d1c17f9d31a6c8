"""course_utils.preparation: no row twice, shares kept, statistics of the training rows only."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from support.rows import each_row

from course_utils.preparation import Standardizer, refuse_shared_groups, train_validation_test_split

# what is compared with takes seconds to import: the tests run in one worker, so that one alone spends them
pytestmark = pytest.mark.xdist_group("oracles")

split = train_validation_test_split


@given(
    n_negative=st.integers(20, 300), n_positive=st.integers(20, 60), seed=st.integers(0, 10),
    shares=st.sampled_from([(0.6, 0.2, 0.2), (0.5, 0.25, 0.25), (0.7, 0.2, 0.1)]),
)
def test_no_row_is_lost_or_twice_and_each_part_has_its_share_of_each_class(n_negative, n_positive, seed, shares):
    y = np.repeat([0, 1], [n_negative, n_positive])
    rows = np.arange(len(y))
    parts = split(rows, stratify=y, seed=seed, shares=shares)
    assert sorted(np.concatenate(parts)) == rows.tolist()
    for part, share in zip(parts, shares, strict=True):
        assert abs(len(part) - share * len(y)) <= 1
        assert abs(y[part].sum() - share * n_positive) <= 1.5  # rounded twice
        assert (np.diff(part) > 0).all()


def test_seed_decides_and_another_seed_decides_otherwise():
    y = np.arange(100) % 4 == 0
    first, again, other = (split(np.arange(100), stratify=y, seed=seed) for seed in (3, 3, 4))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_tables_series_tensors_and_arrays_are_divided_alike():
    y = pd.Series(["a", "b"] * 20, index=range(100, 140))
    rows = split(np.arange(40), stratify=y, seed=0)
    for part, of_series in zip(rows, split(y, stratify=y, seed=0), strict=True):
        assert of_series.equals(y.iloc[part])
    X = torch.arange(80.0).reshape(40, 2)
    for part, of_tensor in zip(rows, split(X, stratify=torch.arange(40) % 2, seed=0), strict=True):
        assert torch.equal(of_tensor, X[part])
    column = split(X, stratify=(torch.arange(40) % 2).reshape(-1, 1), seed=0)
    assert torch.equal(column[0], X[rows[0]])


def test_the_global_generators_are_left_alone():
    np.random.seed(0)  # noqa: NPY002 the global one is what is tested
    before, torch_before = np.random.get_state()[1].copy(), torch.get_rng_state()  # noqa: NPY002
    split(np.arange(40), stratify=np.arange(40) % 2, seed=0)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert torch.equal(torch.get_rng_state(), torch_before)


ROWS, Y = np.arange(40), np.arange(40) % 2
BAD_SPLITS = {
    "lengths": ({"stratify": Y[:39]}, ValueError, ["same length; got 40 and 39"]),
    "a class of two": ({"stratify": np.repeat([0, 1], [38, 2])}, ValueError,
        ["a row of every class", "{0: 38, 1: 2}", "Merge or leave out"]),
    "a class too rare for its part": ({"stratify": np.repeat([0, 1], [37, 3]), "shares": (0.9, 0.05, 0.05)},
        ValueError, ["a row of every class", "{0: 37, 1: 3}"]),
    "a part too small": ({"shares": (0.96, 0.02, 0.02)}, ValueError, ["a row of every class"]),
    "shares of 1.1": ({"shares": (0.6, 0.3, 0.2)}, ValueError, ["add up to 1", "[0.6, 0.3, 0.2]"]),
    "two shares": ({"shares": (0.6, 0.4)}, ValueError, ["three numbers that add up to 1"]),
    "an empty part": ({"shares": (0.5, 0.5, 0)}, ValueError, ["a share must be", "got 0.0"]),
    "seed": ({"seed": -1}, ValueError, ["seed must be a whole number of at least 0"]),
}


@each_row("case", BAD_SPLITS)
def test_bad_split(case, refuses):
    settings, error, words = BAD_SPLITS[case]
    with refuses(error, *words):
        split(ROWS, **{"stratify": Y, "seed": 0, **settings})


def test_no_rows_at_all(refuses):
    with refuses(ValueError, "a row of every class; got {}"):
        split(ROWS[:0], stratify=Y[:0], seed=0)


# ---------------------------------------------------------------- standardiser


def columns(n_samples=17, n_features=13, dtype=torch.float32):
    generator = torch.Generator().manual_seed(0)
    return 50 + 7 * torch.randn(n_samples, n_features, generator=generator, dtype=dtype)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
def test_standardiser_is_scikit_learns(dtype):
    from sklearn.preprocessing import StandardScaler

    X, other = columns(dtype=dtype), columns(5, dtype=dtype) * 3
    ours = Standardizer().fit(X)
    theirs = StandardScaler().fit(X.double().numpy())
    tolerance = {"rtol": 1e-5, "atol": 2e-6} if dtype == torch.float32 else {"rtol": 1e-12}
    for rows in (X, other):
        np.testing.assert_allclose(ours.transform(rows), theirs.transform(rows.double().numpy()), **tolerance)
        assert ours.transform(rows).dtype == dtype


def test_only_the_rows_of_the_fit_count():
    X = columns()
    standardizer = Standardizer().fit(X)
    before = standardizer.mean.clone(), standardizer.scale.clone()
    standardizer.transform(X + 1000)
    assert torch.equal(standardizer.mean, before[0])
    assert torch.equal(standardizer.scale, before[1])
    assert (standardizer.transform(X + 1000) > 100).all()  # not pulled back to mean 0


def test_large_means_do_not_swallow_the_spread():
    X = torch.tensor([[100_000.0], [100_000.25], [100_000.5]])
    assert Standardizer().fit(X).scale.item() == pytest.approx(0.25 * math.sqrt(2 / 3), rel=1e-6)


@each_row("sign", [1, -1])
@each_row("values", [[0.1 + 0.2, 0.3, 0.3, 0.3], [0.7, 0.7, 0.1 * 7, 0.7], [1e9, 1e9, 1e9 + 2e-7, 1e9]])
def test_a_constant_column_is_one_but_for_rounding(values, sign, refuses):
    X = torch.tensor([values, [1.0, 2, 3, 4]], dtype=torch.float64).T * sign
    assert len(X[:, 0].unique()) == 2
    with refuses(ValueError, "column 0 (counted from 0) has one value only", f"{sign * values[1]:g}", "Leave it out"):
        Standardizer().fit(X)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_what_little_a_column_varies_is_spread_and_no_rounding(dtype):
    X = 1000 * (1 + 40 * torch.finfo(dtype).eps * torch.arange(5, dtype=dtype)).reshape(-1, 1)
    standardised = Standardizer().fit(X).transform(X)
    np.testing.assert_allclose(standardised.ravel(), np.arange(-2, 3) / 2**0.5, atol=0.1)


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_a_spread_that_is_no_number_is_refused(unit, refuses):
    X = torch.tensor([[1.0, unit], [2.0, 2 * unit]], dtype=torch.float64)
    standardizer = Standardizer()
    with refuses(ValueError, "the spread of column 1 (counted from 0) is no ordinary number of torch.float64",
                 f"from {unit:.3g} to {2 * unit:.3g}", "another unit"):  # fmt: skip
        standardizer.fit(X)
    assert standardizer.mean is None


def test_standardiser_in_words():
    assert repr(Standardizer()) == "Standardizer(not fitted)"
    assert repr(Standardizer().fit(columns())) == "Standardizer(13 columns)"


def test_standardiser_refuses(refuses):
    X = columns()
    with refuses(ValueError, "not fitted yet", "Standardizer().fit(X_train)"):
        Standardizer().transform(X)
    with refuses(ValueError, "X must have 13 columns, as in fit; got shape (17, 12)"):
        Standardizer().fit(X).transform(X[:, :12])
    X[:, [2, 11]] = 5
    with refuses(ValueError, "columns 2 and 11 (counted from 0) have one value only, 5, so no", "Leave them out"):
        Standardizer().fit(X)
    with refuses(ValueError, "at least 2 rows", "(1, 13)"):
        Standardizer().fit(columns(1))
    with refuses(TypeError, "X must be a torch tensor of floats; got ndarray"):
        Standardizer().fit(X.numpy())
    with refuses(TypeError, "X must hold floats", "Write X.float()"):
        Standardizer().fit(X.long())
    with refuses(ValueError, "shape (n_samples, n_features); got (13,)"):
        Standardizer().fit(X[0])
    with refuses(ValueError, "NaN"):
        Standardizer().fit(X * math.nan)
    with refuses(ValueError, "X has 1 infinite among its 221 values"):
        X[3, 3] = math.inf
        Standardizer().fit(X)


# ---------------------------------------------------------------------- groups


def people_of(n=400, seed=1):
    """Rows of people with one to nine tests each, some of them positive at times."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(n), rng.integers(1, 10, size=n))
    ill = rng.random(n) < 0.2
    return rng.permutation(np.stack([person * 7 + 3, ill[person] & (rng.random(len(person)) < 0.6)]), axis=1)


def test_nobody_is_in_two_parts_and_no_row_is_lost():
    person, y = people_of()
    rows = np.arange(len(y))
    parts = split(rows, stratify=y, groups=person, seed=5)
    assert sorted(np.concatenate(parts)) == rows.tolist()
    owners = [set(person[part]) for part in parts]
    assert all(a.isdisjoint(b) for a, b in ((owners[0], owners[1]), (owners[0], owners[2]), (owners[1], owners[2])))
    assert [len(owner) for owner in owners] == [240, 80, 80]
    assert all((np.diff(part) > 0).all() for part in parts), "the rows keep their order"


def test_people_with_a_positive_test_are_shared_out_evenly():
    person, y = people_of()
    ever = {number for number, positive in zip(person, y, strict=True) if positive}
    parts = split(np.arange(len(y)), stratify=y, groups=person, seed=5)
    shares = [len(ever & set(person[part])) / len(set(person[part])) for part in parts]
    np.testing.assert_allclose(shares, len(ever) / 400, atol=0.01)


def test_groups_have_names_and_other_seeds_other_parts():
    person, y = people_of()
    rows = np.arange(len(y))
    names = np.array([f"person {number}" for number in person])
    by_number, by_name, other = (
        split(rows, stratify=y, groups=groups, seed=seed) for groups, seed in ((person, 5), (names, 5), (person, 6))
    )
    assert all(np.array_equal(a, b) for a, b in zip(by_number, by_name, strict=True))
    assert not np.array_equal(by_number[2], other[2])


def test_groups_that_cannot_be_divided_are_refused(refuses):
    person, y = people_of()
    with refuses(ValueError, "groups must name the group of each"):
        split(np.arange(len(y)), stratify=y, groups=person[:-1], seed=0)
    with refuses(ValueError, "missing among its", "each row needs a group"):
        split(np.arange(3), stratify=[0, 1, 0], groups=[1.0, np.nan, 2.0], seed=0)
    with refuses(ValueError, "a row of every class", "Merge or leave out"):
        split(np.arange(40), stratify=np.arange(40) % 2, groups=np.arange(40) // 20, seed=0)


def test_a_person_in_two_parts_is_told_with_the_parts_and_the_remedy(refuses):
    person, y = people_of()
    by_row, by_person = (split(np.arange(len(y)), stratify=y, seed=5, groups=groups) for groups in (None, person))
    refuse_shared_groups(*(person[part] for part in by_person))
    first, second, third = (person[part] for part in by_row)
    n_met = sum(who in set(first) for who in second)
    with refuses(ValueError, f"{n_met} of {len(second)} rows of part 2 are of groups that have rows in part 1 as well",
                 "Divide whole groups: train_validation_test_split(…, groups=…)"):  # fmt: skip
        refuse_shared_groups(first, second, third)
    strangers = third[~np.isin(third, first)]
    n_met = np.isin(strangers, second).sum()
    with refuses(ValueError, f"{n_met} of {len(strangers)} rows of part 3", "in part 2 as well"):
        refuse_shared_groups(first, second[~np.isin(second, first)], strangers)
    with refuses(ValueError, "two parts or more; got 1"):
        refuse_shared_groups(first)
