"""A file whose tests are all left out is not imported, and every other one is."""

from types import SimpleNamespace

import pytest
from support.rows import each_row

SLOW = "pytestmark = pytest.mark.slow\n"


@pytest.fixture
def rules(request):
    (rules,) = (plugin for plugin in request.config.pluginmanager.get_plugins() if hasattr(plugin, "OF_THE_FILE"))
    return rules


@each_row(
    ("text", "expression", "ignored"),
    [
        (SLOW, "not slow", True),
        (SLOW, "not slow and not browser and not sweep", True),
        ('pytestmark = [pytest.mark.xdist_group("a"), pytest.mark.browser]\n', "not slow and not browser", True),
        ('pytestmark = [\n    pytest.mark.slow,\n    pytest.mark.xdist_group("a"),\n]\n', "not slow", True),
        (SLOW, "", None),
        (SLOW, "slow", None),
        (SLOW, "not sweep", None),
        (SLOW, "not slow or browser", None),
        ("@pytest.mark.slow\ndef test_a(): ...\n", "not slow", None),
        ('pytestmark = pytest.mark.skipif(True, reason="too slow")\n', "not slow", None),
        ('pytestmark = [\n    pytest.mark.xdist_group("a"),\n]\nslow = pytest.mark.slow\n', "not slow", None),
    ],
)
def test_a_file_is_left_out_by_its_mark_and_what_is_left_out(text, expression, ignored, rules, tmp_path):
    file = tmp_path / "test_one.py"
    file.write_text("import pytest\n\n" + text)
    asked = SimpleNamespace(option=SimpleNamespace(markexpr=expression))
    assert rules.pytest_ignore_collect(file, asked) is ignored


def test_what_is_no_file_of_tests_is_left_to_pytest(rules, tmp_path):
    (tmp_path / "slow.py").write_text(SLOW)
    asked = SimpleNamespace(option=SimpleNamespace(markexpr="not slow"))
    assert rules.pytest_ignore_collect(tmp_path / "slow.py", asked) is None
    assert rules.pytest_ignore_collect(tmp_path, asked) is None
