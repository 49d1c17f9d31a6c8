"""The files of a sandbox: Python, its packages and the system's libraries, read-only, and small folders that vanish."""

import ctypes
import functools
import os
import struct
import sys
import sysconfig
from pathlib import Path

from .linux import check, libc, syscall

HOME, USER = "/home/author", "author"
# where the new root is built: every system has this folder, so none has to be made outside; it is covered in the
# sandbox's mount namespace only, and the sandbox is to have no /proc anyway
TARGET = "/proc"
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/opt/conda/lib",
          "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/ssl/certs")  # fmt: skip
DEVICES = ("null", "full", "random", "urandom")  # not zero: mapped in, it is shared memory that no limit finds
SMALL = {"/dev/shm": "shm", "/tmp": "tmp", HOME: "home"}  # the folders that can be written to, parts of one file system
N_FILES = 2000  # in all of them together
# it stops with an error where there is no /proc; libraries that can do without it, joblib for one, then do
COVERED = {"psutil/__init__.py": 'raise ImportError("psutil reads /proc, which is not there in a sandbox")\n'}
# installed from a wheel, these hold the hidden tests of a course; nothing that is run in a sandbox needs them
HIDDEN = ("course_tools",)


def hidden_folders():
    """Of Python's packages those whose files no sandbox shows."""
    packages = {sysconfig.get_path("platlib"), sysconfig.get_path("purelib")}
    return [found for folder in packages for name in HIDDEN if os.path.isdir(found := os.path.join(folder, name))]


def python_folders():
    """What Python needs to import its packages: prefixes, and from other folders of its path only what is loaded."""
    prefixes = {sys.prefix, sys.base_prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("platlib")}
    folders = {os.path.realpath(folder) for folder in prefixes} | prefixes
    inside = tuple(os.path.join(folder, "") for folder in folders)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and "." not in module.__name__ and not file.startswith(inside):
            folders.add(os.path.dirname(file) if os.path.basename(file) == "__init__.py" else file)
    return sorted(folder for folder in folders if os.path.isabs(folder) and os.path.exists(folder))


@functools.cache
def from_outside():
    """What a sandbox has of the system's files, where it stands there: ((path, where a link leads or None), …).

    It is found out once, for all that is forked afterwards: to look at all modules takes as long as to build a sandbox.
    """
    found, mounted = [], []
    folders = {*filter(os.path.exists, SYSTEM), *python_folders()}
    for path in sorted(folders, key=lambda path: (len(Path(path).parts), path)):
        if not any(Path(path).is_relative_to(other) for other in mounted):
            is_link = os.path.islink(path)
            found.append((path, os.readlink(path) if is_link else None))
            mounted += [] if is_link else [path]
    return tuple(found)


def build_root(disk, owner):
    """Make the files of the sandbox, and put them in the place of all others; the device of the small folders."""
    _mount(None, "/", None, MS_REC | MS_PRIVATE)
    _mount("tmpfs", TARGET, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=0755")
    device = _make_small_folders(disk, owner)  # first, for Python may be installed somewhere below them
    for path, leads_to in from_outside():
        if leads_to is None:
            _bind(path, TARGET + path)
        else:  # /lib -> usr/lib
            os.makedirs(os.path.dirname(TARGET + path), exist_ok=True)
            os.symlink(leads_to, TARGET + path)
    _cover()
    for name in DEVICES:
        _bind(f"/dev/{name}", f"{TARGET}/dev/{name}", writable=True)
    Path(TARGET + "/etc").mkdir(exist_ok=True)
    Path(TARGET + "/etc/passwd").write_text(f"{USER}:x:{owner}:{owner}::{HOME}:/bin/sh\n")
    Path(TARGET + "/etc/group").write_text(f"{USER}:x:{owner}:\n")
    os.chdir(TARGET)
    syscall("pivot_root", b".", b".")
    check(libc.umount2(b".", MNT_DETACH), "umount2")
    os.chdir("/")
    _mount(None, "/", None, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    os.chdir(HOME)
    return device


def _make_small_folders(disk, owner):
    """Parts of one file system of memory, which bounds the size and the number of all files together; its device."""
    whole = TARGET + "/small"
    os.mkdir(whole)
    _mount("tmpfs", whole, "tmpfs", MS_NOSUID | MS_NODEV, f"size={disk},nr_inodes={N_FILES},mode=0755")
    device = os.stat(whole).st_dev
    for folder, part in SMALL.items():
        os.mkdir(f"{whole}/{part}", 0o700)
        os.chown(f"{whole}/{part}", owner, owner)
        os.makedirs(TARGET + folder, exist_ok=True)
        _mount(f"{whole}/{part}", TARGET + folder, None, MS_BIND)
    check(libc.umount2(os.fsencode(whole), MNT_DETACH), "umount2")
    os.rmdir(whole)
    return device


def _cover():
    """Put other files in the place of some of Python's packages, and nothing in that of those to hide."""
    os.mkdir(TARGET + "/covers")
    os.mkdir(TARGET + "/covers/nothing")
    for folder in hidden_folders():
        _bind(TARGET + "/covers/nothing", TARGET + folder)
    for folder in {sysconfig.get_path("platlib"), sysconfig.get_path("purelib")}:
        for number, (name, text) in enumerate(COVERED.items()):
            if os.path.exists(f"{TARGET}{folder}/{name}"):
                cover = Path(f"{TARGET}/covers/{number}")
                cover.write_text(text)
                _bind(str(cover), f"{TARGET}{folder}/{name}")


def _bind(path, target, writable=False):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    elif not os.path.exists(target):
        Path(target).touch()
    _mount(path, target, None, MS_BIND | MS_REC)
    if not writable:
        _make_read_only(target)


def _mount(source, target, kind=None, flags=0, data=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    check(libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]), f"mount of {source} on {target}")


def _make_read_only(path):
    """Read-only with everything below it; what the mounts were before stays."""
    attributes = struct.pack("<QQQQ", MS_RDONLY | MS_NOSUID | MS_NODEV, 0, 0, 0)
    syscall("mount_setattr", AT_FDCWD, os.fsencode(path), AT_RECURSIVE, attributes, ctypes.c_size_t(len(attributes)))
