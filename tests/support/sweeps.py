"""What is repeated over notebooks, versions or styles: one of them in `make test`, the others in the sweeps."""

import pytest


def first(values, n=1):
    """Parameters of a test of which all but the first `n` are left to `make test-all`."""
    return [pytest.param(value, marks=() if k < n else pytest.mark.sweep) for k, value in enumerate(values)]
