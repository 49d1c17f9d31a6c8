"""The small folders of a sandbox as they were at a moment, put back later: the next test does not find what one left.

`Keeper` works in the sandbox's first process, which alone has the right to; `keep` and `restore` ask it from outside.
What lies in the folders is the author's, so nothing is followed, and nothing is opened but plain files.
"""

import contextlib
import itertools
import os
import stat
import struct
from typing import NamedTuple

KEEP, RESTORE = b"K", b"R"
DONE, TOO_MUCH, FAILED = b".", b"+", b"!"
LONGEST = 3800  # bytes of the path of a folder that is looked into: the kernel takes 4,095, and a name has up to 255


class Entry(NamedTuple):
    """What lies at a path: its mode, and the content of a file or where a link leads."""

    mode: int
    data: bytes | str | None


class Keeper:
    """Keeps folders that lie on one file system.

    Parameters
    ----------
    device : int
        Of that file system; what is mounted below the folders stays as it is.
    folders : iterable of str
    owner : (int, int)
        User and group of what is put back.
    most : int
        Bytes of all that is kept. Files of later moments that would exceed it are not kept, and gone later; so is what
        lies in folders within folders, deeper than any path leads.
    """

    def __init__(self, device, folders, owner, most):
        self.device, self.folders, self.owner, self.most = device, tuple(folders), owner, most
        self.moments = {}  # number: {path: Entry}
        self.known = {}  # path: (what the kernel says of the file when it has been read or written last, its Entry)
        self.size = 0

    def answer(self, asked):
        """What is said to a request of `keep` or `restore`."""
        try:
            (number,) = struct.unpack("<I", asked[1:])
            if asked[:1] == KEEP:
                return DONE if self.keep(number) else TOO_MUCH
            return DONE if self.restore(number) else TOO_MUCH
        except Exception:
            return FAILED

    def keep(self, number):
        """Keep the folders as they are; False if there is too much in them."""
        found, whole = {}, True
        for path, about in self._all():
            entry = self._entry(path, about)
            if entry is None or _is_deep(path, about):
                whole = False
            else:
                found[path] = entry
        self.moments[number] = found
        return whole

    def restore(self, number):
        """Put the folders back as they were kept: nothing else is left in them.

        Returns
        -------
        bool
            False if something could not be made again, as when removed folders still take the room: somebody is in one.
        """
        wanted, whole = self.moments[number], True
        self._raise_deep()
        for path, about in reversed(list(self._all())):  # what lies in a folder before the folder
            entry = wanted.get(path)
            if entry is None or not self._is(path, about, entry):
                self._remove(path, about)
        for path, entry in wanted.items():  # a folder before what lies in it
            try:
                if not os.path.lexists(path):
                    self._make(path, entry)
                elif stat.S_ISDIR(entry.mode):
                    os.chmod(path, stat.S_IMODE(entry.mode))
            except OSError:
                whole = False
        return whole

    def _raise_deep(self):
        """Move up what lies deeper than any path leads, until nothing does: none of it has been kept."""
        while deep := [path for path, about in self._all() if _is_deep(path, about)]:
            for path in deep:
                top = next(folder for folder in self.folders if path.startswith(f"{folder}/"))
                names = (f"{top}/raised-{number}" for number in itertools.count())
                os.rename(path, next(name for name in names if not os.path.lexists(name)))

    def _all(self):
        """Each path below the folders and what the kernel says of it."""
        waiting = list(self.folders)
        while waiting:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    about = entry.stat(follow_symlinks=False)
                    if about.st_dev != self.device:
                        continue  # mounted there
                    yield entry.path, about
                    if stat.S_ISDIR(about.st_mode) and not _is_deep(entry.path, about):
                        waiting.append(entry.path)

    def _entry(self, path, about):
        """What lies at a path, or None if it cannot be kept."""
        if stat.S_ISDIR(about.st_mode):
            return Entry(about.st_mode, None)
        if stat.S_ISLNK(about.st_mode):
            return Entry(about.st_mode, os.readlink(path))
        if not stat.S_ISREG(about.st_mode):
            return None  # a socket or the like, which nobody will answer
        mark, entry = self.known.get(path, (None, None))
        if mark != _mark(about):
            if self.size + about.st_size > self.most:
                return None
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
                data = file.read(about.st_size)
            self.size += len(data)
            entry = Entry(about.st_mode, data)
            self.known[path] = _mark(about), entry
        return entry

    def _is(self, path, about, entry):
        """Whether what lies there need not be made anew."""
        if stat.S_IFMT(about.st_mode) != stat.S_IFMT(entry.mode):
            return False
        if stat.S_ISDIR(about.st_mode):
            return True  # processes may be in it
        if stat.S_ISLNK(about.st_mode):
            return os.readlink(path) == entry.data
        return self.known.get(path) == (_mark(about), entry)

    def _remove(self, path, about):
        if stat.S_ISDIR(about.st_mode):
            with contextlib.suppress(OSError):  # something is mounted in it
                os.rmdir(path)
        else:
            os.unlink(path)

    def _make(self, path, entry):
        if stat.S_ISDIR(entry.mode):
            os.mkdir(path)
        elif stat.S_ISLNK(entry.mode):
            os.symlink(entry.data, path)
        else:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(entry.data)
        os.chown(path, *self.owner, follow_symlinks=False)
        if not stat.S_ISLNK(entry.mode):
            os.chmod(path, stat.S_IMODE(entry.mode))
        if stat.S_ISREG(entry.mode):
            self.known[path] = _mark(os.lstat(path)), entry


def _is_deep(path, about):
    """Whether it is a folder in which things can lie that no path leads to."""
    return stat.S_ISDIR(about.st_mode) and len(os.fsencode(path)) > LONGEST


def _mark(about):
    """Changes whenever a file does: nobody can set the time of its last change."""
    return about.st_ino, about.st_size, about.st_ctime_ns


def ask(control, what, number, seconds):
    """Ask the Keeper at the other end of a socket; what it answers, or nothing if nothing came in time."""
    control.settimeout(seconds)
    try:
        control.sendall(what + struct.pack("<I", number))
        return control.recv(1)
    except OSError:
        return b""
