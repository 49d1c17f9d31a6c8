"""The options of a command that reads what was handed in."""

from pathlib import Path

from . import roster, who
from .schemes import TITLES


def add(parser):
    """Add them to a command's arguments."""
    group = parser.add_argument_group("what was handed in")
    group.add_argument("--dry-run", action="store_true", help="only say who is who, and run nothing")
    group.add_argument("--json", action="store_true", help="with --dry-run: as JSON")
    group.add_argument("--scheme", choices=sorted(set(TITLES) - {"pattern"}),
                       help="whose names they are, if that is not recognised")  # fmt: skip
    group.add_argument("--pattern", metavar="REGEX",
                       help="any other names: (?P<student>…) or (?P<id>…), and where there are such, attempt, late, "
                       "file; found in the path of a file")  # fmt: skip
    group.add_argument("--roster", type=Path, metavar="CSV",
                       help="the students of the course: id, name, e-mail, group, extra time")  # fmt: skip
    group.add_argument("--attempts", choices=(who.NEWEST, who.BEST),
                       help="which of a student's attempts counts (default what the rules say, or newest)")  # fmt: skip


def collect(options, assignment, rules=None):
    """What was handed in, as the options say, or else the rules of the term.

    Returns
    -------
    Found

    Raises
    ------
    NoSubmissions, BadPattern, BadRoster
    """
    terms = rules.of(assignment) if rules else None
    attempts = options.attempts or (terms or rules).attempts if rules else options.attempts or who.NEWEST
    people = roster.read(options.roster) if options.roster else None
    return who.collect(options.submissions, assignment, scheme=options.scheme, pattern=options.pattern, roster=people,
                       attempts=attempts)  # fmt: skip
