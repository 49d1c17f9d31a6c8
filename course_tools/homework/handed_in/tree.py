"""A folder or a zip archive as a tree of items; archives are looked into without being unpacked."""

import io
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from . import archive
from .safe import Unreadable, open_file, read_file, text_of

MOST = 20_000  # items in one folder
LARGEST_ARCHIVE = 64 * 2**20  # bytes of an archive inside another
# made by a system or a program, not by a student
JUNK = re.compile(r"\._.*|\.DS_Store|__MACOSX|\.ipynb_checkpoints|Thumbs\.db|desktop\.ini|\.~lock\..*#|\.git|"
                  r"node_modules|site-packages|__pycache__|\.venv|venv", re.IGNORECASE)  # fmt: skip


@dataclass(eq=False)
class Item:
    """A file or a folder that was handed in, or what is neither.

    Parameters
    ----------
    name : str
        As text, whatever bytes it is made of.
    kind : str
        "file", "folder", "link" or "other".
    path : Path or None
        Where it lies; None in an archive.
    """

    name: str
    kind: str
    path: Path | None = None

    @property
    def stem(self):
        return os.path.splitext(self.name)[0]

    @property
    def suffix(self):
        return os.path.splitext(self.name)[1].lower()

    @property
    def is_notebook(self):
        return self.kind != "folder" and self.suffix == ".ipynb"

    @property
    def is_archive(self):
        return self.kind == "file" and self.suffix == ".zip"

    @property
    def is_container(self):
        return self.kind == "folder" or self.is_archive

    def read(self, largest):
        """Its bytes; Unreadable if it has none, or more."""
        if self.kind == "folder":
            raise Unreadable("a folder")
        return read_file(self.path, largest)

    def opened(self):
        """The file, for an archive to be read from."""
        return open_file(self.path)

    def all_children(self):
        """What lies in a folder or an archive, sorted by name; Unreadable if it cannot be listed."""
        if self.is_archive:
            return self._archived()
        if self.kind != "folder":
            raise Unreadable("no folder")
        try:
            with os.scandir(self.path) as entries:
                found = [_on_disk(entry) for _, entry in zip(range(MOST + 1), entries, strict=False)]
        except OSError as error:
            raise Unreadable(f"the folder cannot be opened: {error.strerror}") from None
        if len(found) > MOST:
            raise Unreadable(f"more than {MOST:,} files in one folder")
        return sorted(found, key=lambda item: item.name)

    def children(self):
        """The same without what systems and programs leave behind."""
        return [item for item in self.all_children() if not JUNK.fullmatch(item.name)]

    def _archived(self):
        with self.opened() as file:
            found, left_out = archive.members(file)
        top = Archived("", "folder")
        for parts, info in found:
            above = top
            for part in parts[:-1]:
                above = above.inside.setdefault(part, Archived(part, "folder"))
                if above.kind != "folder":
                    break
            else:
                if parts[-1]:
                    mode = info.external_attr >> 16
                    kind = "link" if stat.S_ISLNK(mode) else "file"
                    above.inside[parts[-1]] = Archived(parts[-1], kind, archive=self, info=info)
        for name, why in left_out.items():
            top.inside[name] = Archived(name, "other", why=why)
        return top.all_children()


@dataclass(eq=False)
class Archived(Item):
    """An item in an archive."""

    archive: Item | None = None
    info: object = None
    why: str = "a symbolic link, which is not followed"
    inside: dict = field(default_factory=dict)

    def read(self, largest):
        if self.kind != "file":
            raise Unreadable(self.why if self.kind != "folder" else "a folder")
        with self.archive.opened() as file:
            return archive.read(file, self.info, largest)

    def opened(self):
        return io.BytesIO(self.read(LARGEST_ARCHIVE))

    def all_children(self):
        if self.kind == "folder":
            return sorted(self.inside.values(), key=lambda item: item.name)
        return super().all_children()


def _on_disk(entry):
    if entry.is_symlink():
        kind = "link"
    elif entry.is_dir(follow_symlinks=False):
        kind = "folder"
    else:
        kind = "file" if entry.is_file(follow_symlinks=False) else "other"
    return Item(text_of(entry.name), kind, Path(entry.path))


def root(path):
    """The item that a path names: a folder, or a zip archive.

    Raises
    ------
    Unreadable
    """
    path = Path(path)
    if path.is_dir():
        return Item(text_of(path.absolute().name), "folder", path)
    item = Item(text_of(path.name), "file", path)
    if not path.exists():
        raise Unreadable("there is no such folder; name the one that holds what was handed in, or a zip of it")
    if not item.is_archive:
        raise Unreadable("neither a folder nor a zip archive; name the one that holds what was handed in")
    return item


def walk(item, deepest=6, most=2000):
    """Everything inside of a folder or an archive: (names of the folders above, item), archives not looked into."""
    found, left = [], [((), item)]
    while left:
        above, folder = left.pop()
        for child in folder.children():
            found.append((above, child))
            if len(found) > most:
                raise Unreadable(f"more than {most:,} files")
            if child.kind == "folder" and len(above) < deepest:
                left.append(((*above, child.name), child))
    return sorted(found, key=lambda pair: (pair[0], pair[1].name))
