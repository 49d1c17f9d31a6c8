"""What several test files share."""

import contextlib

import hypothesis
import pytest
from exercise_table import table

# the same examples in every run, and none of them timed
hypothesis.settings.register_profile(
    "course", derandomize=True, max_examples=100, deadline=None, database=None
)
hypothesis.settings.load_profile("course")


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


def pytest_terminal_summary(terminalreporter):
    """What was tried on the exercises, if anything was."""
    passed = terminalreporter.stats.get("passed", [])
    records = [kept for report in passed for name, kept in getattr(report, "user_properties", ()) if name == "exercise"]
    if records:
        terminalreporter.section("exercises")
        for line in table(records):
            terminalreporter.line(line)
