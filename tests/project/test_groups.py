"""Tests that share what is dear to make run in one process, in a run of several."""

import re

import pytest
from support.notebook_checks import ROOT


@pytest.mark.xdist_group("together")
def test_the_group_of_a_test_is_in_the_name_by_which_work_is_shared_out(request):
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@together") == grouped


def test_groups_that_begin_first_are_there(request):
    (conftest,) = (plugin for plugin in request.config.pluginmanager.get_plugins() if hasattr(plugin, "LONGEST"))
    paths = list((ROOT / "tests").rglob("test_*.py"))
    files = "".join(path.read_text(encoding="utf-8") for path in paths)
    groups = {*re.findall(r'xdist_group\("([^"]+)"\)', files), *conftest.SHARE.values()}
    assert set(conftest.LONGEST) <= groups
    assert set(conftest.SHARE) <= {path.stem for path in paths}
