"""Tests that share what is dear to make run in one process, in a run of several."""

import pytest


@pytest.mark.xdist_group("together")
def test_the_group_of_a_test_is_in_the_name_by_which_work_is_shared_out(request):
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@together") == grouped
