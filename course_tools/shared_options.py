"""Options that several subcommands have, and the numbers that an option takes."""

import argparse
import math


def jobs(parser, what, default=2):
    parser.add_argument("--jobs", type=at_least_one, default=default, help=f"{what} at a time (default {default})")


def cell_timeout(parser, default=60):
    parser.add_argument("--cell-timeout", type=seconds, default=default, metavar="SECONDS",
                        help=f"that a cell may take (default {default:g})")  # fmt: skip


def at_least_one(text):
    """A whole number from 1 on.

    Examples
    --------
    >>> at_least_one("2")
    2
    """
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is expected, got {text!r}")
    return int(text)


def seconds(text):
    """A duration above 0, as a float: 60 and 60.0 are one limit, also in a record of it.

    Examples
    --------
    >>> seconds("60"), seconds("0.5")
    (60.0, 0.5)
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"a number of seconds above 0 is expected, got {text!r}")
    return number
