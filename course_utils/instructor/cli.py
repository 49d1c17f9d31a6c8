"""The command `course`: what an instructor does with the homework.

course homework release …     student versions, without solutions and hidden tests
course homework grade …       a folder of submissions, graded
"""

import importlib
import sys

COMMANDS = {
    ("homework", "release"): "course_utils.instructor.homework.release",
    ("homework", "grade"): "course_utils.instructor.homework.grade",
}


def main(argv=None):
    """Hand over to the command's own `main`; its options are in `course homework COMMAND --help`."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    module = COMMANDS.get(tuple(arguments[:2]))
    if module is None:
        asked = arguments[:1] in ([], ["-h"], ["--help"]) or arguments[1:2] in (["-h"], ["--help"])
        print(f"{__doc__.strip()}\n\nOptions: course homework grade --help", file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    return importlib.import_module(module).main(arguments[2:])


if __name__ == "__main__":
    sys.exit(main())
