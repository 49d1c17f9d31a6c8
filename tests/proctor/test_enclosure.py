"""What is said while a sandbox is built."""

import io

from support.rows import each_row

from proctor.sandbox import walls

ENDED = "its process ended while it was built"


@each_row(("said", "number", "wrong"), [
    (b"417\nready\n", 417, None),
    (b"ready\n417\n", 417, None),  # the innermost process was given a processor first
    (b"417\nOSError: mount of x\n", 417, "OSError: mount of x"),
    (b"OSError: mount of x\n417\n", 417, "OSError: mount of x"),
    (b"unshare of NEWNS\n", None, "unshare of NEWNS"),
    (b"417\n", 417, ENDED), (b"", None, ENDED), (b"ready\n", None, None),
])  # fmt: skip
def test_two_lines_in_any_order(said, number, wrong):
    assert walls._said(io.BytesIO(said)) == (number, wrong)
