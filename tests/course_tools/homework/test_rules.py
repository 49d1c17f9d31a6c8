"""The rules of a term are read from a file, and what cannot be followed is refused with what to write."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from support.rows import each_row

from course_tools import project
from course_tools.homework import lateness, quantities, rules

BERLIN = ZoneInfo("Europe/Berlin")
WHOLE = """
zone = "Europe/Berlin"
clock = "UTC"
drop_lowest = 1
[assignments.hw1]
due = 2026-01-20 23:59:00
grace = "15 min"
penalty = "10 %"
most = "50 %"
closes = "7 d"
weight = 2
attempts = "best"
[assignments.hw2]
due = 2026-02-20T12:00:00-05:00
penalty = "2 points"
of = "maximum"
closes = 2026-02-22 12:00:00
[extensions.hw1]
"Anna Maria" = "3 d 12 h"
20001 = 2026-01-25 12:00:00
"""


def test_every_rule_is_read():
    term = rules.parse(WHOLE)
    one, two = term.of("hw1"), term.of("hw2")
    assert (term.drop_lowest, term.attempts, one.attempts, two.attempts) == (1, "newest", "best", "newest")
    assert one.due == datetime(2026, 1, 20, 22, 59, tzinfo=UTC)
    assert two.due == datetime(2026, 2, 20, 17, tzinfo=UTC)
    assert one.clock == two.clock == ZoneInfo("UTC")
    assert (one.grace, one.closes) == (quantities.Span(0, timedelta(minutes=15)), quantities.Span(7))
    assert (one.penalty, one.most, two.penalty) == (
        quantities.Amount(0.1, True), quantities.Amount(0.5, True), quantities.Amount(2, False)
    )  # fmt: skip
    assert (one.of, two.of, one.weight, two.weight) == ("earned", "maximum", 2, None)
    assert two.closes == datetime(2026, 2, 22, 11, tzinfo=UTC)
    assert one.extensions == {"Anna Maria": quantities.Span(3, timedelta(hours=12)),
                              "20001": datetime(2026, 1, 25, 11, tzinfo=UTC)}  # fmt: skip
    assert term.of("hw3") is None


HW1 = '[assignments.hw1]\ndue = 2026-01-20 23:59:00\nzone = "Europe/Berlin"\n'


@each_row(("text", "said"), {
    "[assignments.hw1]\ndue = 2026-01-20 23:59:00": r'hw1\]: due is .*no zone.*zone = "Europe/Berlin".*23:59:00\+01:00',
    'zone = "Europe/Berlin"\n[assignments.hw1]\ndue = 2026-01-20': r"a day without an hour; write: 2026-01-20 23:59:00",
    'zone = "UTC"\n[assignments.hw1]\ndue = "2026-01-20 23:59"': r"without quotation marks",
    'zone = "Europe/Berlin"\n[assignments.hw1]\ndue = 2026-03-29 02:30:00': r"an hour that Europe/Berlin leaves out",
    'zone = "Europe/Berlinn"': r"no zone 'Europe/Berlinn'; write one of the tz database",
    'zone = "../etc/passwd"': r"no zone",
    "zone = 1": r'zone is 1; write for example "Europe/Berlin"',
    'zone = "UTC"\n[assignments.hw1]\ndue = 9999-12-31 23:59:00': r"the year cannot be meant",
    "zones = 1": r"the file: unknown key 'zones'; expected: zone, clock",
    f"{HW1}penality = 1": r"\[assignments.hw1\]: unknown key 'penality'; expected: due, .*penalty",
    f'{HW1}[extensions.hw2]\nAnna = "1 d"': r"\[extensions.hw2\]: no assignment of that name; expected one of: hw1",
    f'{HW1}[extensions.hw1]\nAnna = "soon"': r"""\[extensions.hw1\]: Anna is 'soon'; write .*"3 d\"""",
    f'{HW1}[extensions.hw1]\nAnna = 2026-01-25': r"Anna is 2026-01-25, a day without an hour",
    f"{HW1}penalty = 10": r'penalty is 10; write for example "10 %" or "2 points"',
    f'{HW1}penalty = "110 %"': r"more than 100 %",
    f'{HW1}grace = "15"': r"""grace is '15'; write""",
    f'{HW1}grace = "15 min or so"': r"grace is",
    f"{HW1}weight = 0": r"weight is 0; write a number above 0",
    f'{HW1}of = "all"': r'of is \'all\'; write "earned" or "maximum"',
    'attempts = "all"': r'write "newest" or "best"',
    "drop_lowest = -1": r"drop_lowest is -1; write a whole number from 0 on",
    "drop_lowest = true": r"drop_lowest is True",
    '[assignments.hw1]\npenalty = "10 %"': r"penalty without a due date",
    '[assignments.hw1]\n[extensions.hw1]\nAnna = "1 d"': r"no due date that could be extended",
    "assignments = 1": r"assignments is 1; a table is expected",
    "[assignments]\nhw1 = 2026-01-20": r"hw1 is 2026-01-20; a table is expected",
    "zone = ?": r"no TOML: .*line 1",
}.items())  # fmt: skip
def test_what_cannot_be_followed_is_refused_with_what_to_write(text, said):
    with pytest.raises(rules.BadRules, match=said):
        rules.parse(text)


def test_the_file_is_named(tmp_path):
    path = tmp_path / "course.toml"
    with pytest.raises(rules.BadRules, match=re.escape(f"{path}: cannot be read: No such file")):
        rules.read(path)
    path.write_bytes(b"zone = '\xff'")
    with pytest.raises(rules.BadRules, match=re.escape(f"{path}: is no text in UTF-8")):
        rules.read(path)
    path.write_text("\ufeffzones = 1", encoding="utf-8")
    with pytest.raises(rules.BadRules, match=re.escape(f"{path}: the file: unknown key 'zones'")):
        rules.read(path)


def test_a_system_without_zones_is_told_what_to_install(monkeypatch):
    def nowhere(name):
        raise KeyError(name)

    monkeypatch.setattr(quantities, "ZoneInfo", nowhere)
    with pytest.raises(ValueError, match="python -m pip install tzdata"):
        quantities.zone_called("Europe/Berlin")


def test_days_are_those_of_the_clock_and_hours_those_that_pass():
    due = datetime(2026, 3, 28, 23, 59, tzinfo=BERLIN)  # the night has 23 hours
    assert quantities.span("1 d").after(due) == datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN)
    assert quantities.span("24 h").after(due).replace(tzinfo=None) == datetime(2026, 3, 30, 0, 59)
    assert quantities.span("1.5 d") == quantities.Span(1, timedelta(hours=12))


def test_of_an_hour_that_comes_twice_a_due_date_is_the_later_one():
    text = 'zone = "Europe/Berlin"\n[assignments.hw1]\ndue = 2026-10-25 02:30:00'
    assert rules.parse(text).of("hw1").due.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_example_of_the_docs_holds():
    text = (project.ROOT / "docs" / "grading.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    term = rules.parse(example)
    keys = {"due", "grace", "penalty", "of", "most", "closes", "weight"}
    assert keys <= set(re.findall(r"^(\w+) = ", example, re.MULTILINE))
    assert term.of("hw1").extensions["20417"] == datetime(2026, 1, 25, 11, tzinfo=UTC)
    own = lateness.HandedInAt(term.of("hw1"), term.of("hw1").due + timedelta(hours=28), term.of("hw1").due)
    assert f"*{own.deduct(15, 15).why}*" in text
