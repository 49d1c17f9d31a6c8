"""What is repeated over notebooks, versions or figures: some of them in `make test`, the others in the sweeps."""

import pytest


def first(values, n=1):
    """Parameters of a test of which all but the first `n` are left to `make test-all`."""
    return [pytest.param(value, marks=() if k < n else pytest.mark.sweep) for k, value in enumerate(values)]


def mostly(values, *at_once):
    """Parameters of a test of which all but those `at_once` are left to `make test-all`."""
    assert set(at_once) <= set(values)
    return [pytest.param(value, marks=() if value in at_once else pytest.mark.sweep) for value in values]
