"""Files that are whole or not there."""

import os
from pathlib import Path


def put(content, target):
    """Write a file in one step: readers see the old one or the new one, never a part.

    Parameters
    ----------
    content : str or bytes
    target : path
        Folders above it are made.
    """
    target = Path(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)


def put_if_new(content, target):
    """Write a file in one step, unless it is there and says just that."""
    target = Path(target)
    content = content if isinstance(content, bytes) else content.encode("utf-8")
    if not target.exists() or target.read_bytes() != content:
        put(content, target)
