"""The secret of a term: a file with a key, and the numbers that follow from it.

A number is the HMAC-SHA256 of what is drawn, under the key: the same on every machine and in every version of Python,
and without the key nobody can tell one from another.
"""

import hashlib
import hmac
import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SHORTEST = 32  # characters


class BadKey(Exception):
    """A key file cannot be used; the message says why, and never what is in it."""


@dataclass(frozen=True, repr=False)
class Key:
    """The secret of a term; it has no representation, so that none is printed.

    Parameters
    ----------
    secret : bytes
    """

    secret: bytes

    def below(self, n, *what):
        """A number from 0 to n - 1 that follows from the key and from what is drawn.

        Parameters
        ----------
        n : int
        what : str or int
            Names what is drawn: assignment, student, attempt, parameter.
        """
        text = json.dumps(what, ensure_ascii=True, separators=(",", ":")).encode("ascii")
        return int.from_bytes(hmac.digest(self.secret, text, hashlib.sha256)) % n  # n is far below 2**256


def read(path):
    """The key in a file.

    Raises
    ------
    BadKey
        If there is none, it is too short, or git keeps the file or would.
    """
    path = Path(path)
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        raise BadKey(f"{path}: there is no such key file; --new-term {path} makes one") from None
    except OSError as error:
        raise BadKey(f"{path}: cannot be read: {error.strerror}") from None
    if not secret:
        raise BadKey(f"{path}: the key file is empty; delete it, and --new-term {path} makes one")
    if len(secret) < SHORTEST:
        raise BadKey(
            f"{path}: the key has {len(secret)} characters, and anybody could try all of that length; at least "
            f"{SHORTEST} are expected. --new-term makes a good one in another file"
        )
    _refuse_in_git(path)
    return Key(secret)


def new():
    """A key that nobody has had before, as the text of its file."""
    return secrets.token_hex(32)


def write(text, path):
    """Keep a new key, for its owner alone.

    Raises
    ------
    BadKey
        If the file is there already, or git would keep it.
    """
    path = Path(path)
    refuse_place(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadKey(f"{path}: is there already, and is not overwritten; --term {path} uses it") from None
    with open(number, "w", encoding="ascii") as file:
        file.write(text + "\n")


def refuse_place(path):
    """Raise BadKey where no new key may lie."""
    path = Path(path)
    if path.exists():
        raise BadKey(f"{path}: is there already, and is not overwritten; --term {path} uses it")
    _refuse_in_git(path)


def _refuse_in_git(path):
    """Raise BadKey if a file lies in a git repository that keeps it, or would with the next `git add`."""
    folder = next(above for above in path.resolve().parents if above.is_dir())
    git = shutil.which("git")
    if git is None or _git(git, folder, "rev-parse", "--is-inside-work-tree").stdout.strip() != b"true":
        return
    tracked = _git(git, folder, "ls-files", "--error-unmatch", "--", str(path.resolve())).returncode == 0
    if tracked or _git(git, folder, "check-ignore", "--quiet", "--", str(path.resolve())).returncode == 1:
        raise BadKey(
            f"{path}: lies in a git repository that {'keeps it' if tracked else 'would keep it'}, and whoever has "
            "that has the key; choose a place outside of it"
        )


def _git(git, folder, *arguments):
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, check=False, env=quiet)
