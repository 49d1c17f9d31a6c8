"""What teachers and maintainers run is the command `course` now, of the package course_tools.

This module is left so that the old commands name the new ones.
"""

import sys

COMMANDS = {
    "cli": "course",
    "execute": "course execute",
    "homework.grade": "course grade",
    "homework.release": "course release",
    "site": "course site",
    "slides": "course slides",
}


def moved(old):
    """The sentence for a module that was run: `slides` stands for `python -m course_utils.instructor.slides`.

    >>> moved("slides")
    '`python -m course_utils.instructor.slides` is now: course slides'
    """
    return f"`python -m {'.'.join([__spec__.name, *filter(None, [old])])}` is now: {COMMANDS.get(old, 'course --help')}"


# `python -m` imports this module on its way to the one that was asked for
if "-m" in sys.orig_argv[:-1]:
    asked = sys.orig_argv[sys.orig_argv.index("-m") + 1]
    if asked == __spec__.name or asked.startswith(f"{__spec__.name}."):
        raise SystemExit(moved(asked.removeprefix(__spec__.name).removeprefix(".")))
