"""What cannot be collected on a system is left out there."""

import sys

# the sandbox is made of parts of Linux, and grading needs it
if sys.platform == "win32":
    collect_ignore_glob = ["proctor/*", "course_tools/homework/*", "tests/proctor/*", "tests/course_tools/homework/*"]
