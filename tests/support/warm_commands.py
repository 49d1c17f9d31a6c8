"""Several commands of the course in one process, whose kernels are forks of one that has imported PyTorch and the like.

    python -m support.warm_commands '["site", "--output", "…"]' '["slides", "--output", "…"]'

As in `make nbval`, on Linux: most of what a short notebook takes are the imports of a fresh kernel.
"""

import contextlib
import json
import sys

from course_tools import cli, warm_kernels


def main(commands):
    """Run one command after the other until one fails; its code."""
    with contextlib.ExitStack() as at_the_end:
        if sys.platform == "linux":
            at_the_end.callback(warm_kernels.start_stem())
            warm_kernels.fork_from_now_on()
        return next((code for command in commands if (code := cli.main(command))), 0)


if __name__ == "__main__":
    sys.exit(main(map(json.loads, sys.argv[1:])))
