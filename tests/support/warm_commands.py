"""Several commands of the course in one process, whose kernels are forks of one that has imported PyTorch and the like.

    python -m support.warm_commands '["site", "--output", "…"]' '["slides", "--output", "…"]'

As in `make nbval`, on Linux: most of what a short notebook takes are the imports of a fresh kernel.
"""

import argparse
import contextlib
import json
import sys

from support import no_compiler

from course_tools import building, cli, execute, kept_runs, project, warm_kernels


def main(commands):
    """Run one command after the other until one fails; its code."""
    with contextlib.ExitStack() as at_the_end:
        if sys.platform == "linux" and any(map(_lacks_a_run, set().union(*map(_notebooks, commands)))):
            at_the_end.callback(warm_kernels.start_stem())
            warm_kernels.fork_from_now_on()
        no_compiler.leave_it_out()  # of this process, not of the kernels
        return next((code for command in commands if (code := cli.main(command))), 0)


def _notebooks(command):
    """(path, cache) of each notebook that a command shows."""
    parser = argparse.ArgumentParser()
    building.arguments(parser, project.BUILD)
    options, _ = parser.parse_known_args(command[1:])
    return {(path, options.cache) for path in options.notebooks}


def _lacks_a_run(notebook):
    """Whether no run of it is kept."""
    path, cache = notebook
    return not (cache / kept_runs.kept_name(path.stem, execute.read(path))).exists()


if __name__ == "__main__":
    sys.exit(main([json.loads(command) for command in sys.argv[1:]]))
