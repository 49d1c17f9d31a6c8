"""Where there must be room: memory, disks, and the folders that are written."""

import os
import shutil
import tempfile
from pathlib import Path

from .finding import lacking, note, well

# an open notebook that was run and whose exercises were checked, on average of seven: `course doctor --memory`
MEMORY_OF_ONE = 0.5e9
DISK = 0.5e9
# what a container, a hub or a job may take, wherever the kernel keeps it
GROUPS = Path("/sys/fs/cgroup")


def above(folder):
    """The folder itself, or the nearest one above it that is there."""
    whole = Path(os.path.abspath(folder))
    return next((path for path in (whole, *whole.parents) if path.exists()), whole)


def disks(folder):
    """A finding for each disk on which the course writes."""
    seen = set()
    places = [(folder, "Notebooks are saved there.")]
    try:
        places.append((tempfile.gettempdir(), "Programs keep files there."))
    except FileNotFoundError as error:
        yield lacking("temporary folder", str(error).partition("] ")[2], "Neither Jupyter nor Matplotlib starts "
                      "without one. Name one that can be written in the environment variable TMPDIR.")  # fmt: skip
    places.append((os.path.expanduser("~"), "Jupyter and the course keep their settings there."))
    for place, what in places:
        there = above(place)
        if (device := there.stat().st_dev) not in seen:
            seen.add(device)
            yield disk(there, what)


def disk(there, what, free=None):
    free = shutil.disk_usage(there).free if free is None else free
    said = f"{free / 1e9:.1f} GB free below {there}"
    if free < DISK:
        return lacking("disk", said, f"{what} Make room: {DISK / 1e9} GB are enough.")
    return well("disk", said)


def memory(available=None, limited=None):
    """What may still be taken: of the machine, or of what a container or a hub allows, whichever is less."""
    if available is None:
        import psutil

        available, limited = psutil.virtual_memory().available, left_in_group()
    said = f"{available / 1e9:.1f} GB available"
    if limited is not None and limited < available:
        available, said = limited, f"{limited / 1e9:.1f} GB left of what this container or hub allows"
    if available < MEMORY_OF_ONE:
        return lacking("memory", said, f"A notebook takes about {MEMORY_OF_ONE / 1e9} GB. Close other programs, and "
                       "end notebooks you have left: Kernel → Shut Down Kernel.")  # fmt: skip
    together = int(available // MEMORY_OF_ONE)
    if together < 4:
        return note(
            "memory",
            said,
            f"A notebook takes about {MEMORY_OF_ONE / 1e9} GB, so open {together} at a time, and "
            "end those you leave: Kernel → Shut Down Kernel.",
        )
    return well("memory", said)


def left_in_group(groups=GROUPS, mine=Path("/proc/self/cgroup")):
    """Bytes that the control groups of this process still allow; None where nothing limits it.

    Both of the kernel's ways are read, the unified one and the older. What files keep in memory is given back when it
    is needed, so it does not count as taken.
    """
    try:
        lines = [line.split(":", 2) for line in mine.read_text().splitlines()]
    except OSError:
        return None
    left = []
    for _, controllers, path in lines:
        if controllers == "":
            folder, names = groups, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            folder, names = groups / "memory", ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        whole = folder / path.lstrip("/")
        for group in (whole, *whole.parents):
            if group == folder.parent:
                break
            left += _left(group, *names)
    return min(left, default=None)


def _left(group, most, taken, given_back):
    try:
        limit = int((group / most).read_text())  # "max" is no number
        used = int((group / taken).read_text())
        kept = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):
        return
    yield limit - used + int(kept.get(given_back, 0))


def writable(what, folder, advice):
    there = above(folder)
    if not there.is_dir():
        return lacking(what, f"{there} is a file", f"A folder has to be made there. Move the file away, or {advice}")
    if not os.access(there, os.W_OK | os.X_OK):
        return lacking(what, f"{there} cannot be written", f"Ask for the right to write there, or {advice}")
    return well(what, str(folder))


def copies(folder):
    """The folder, and each copy in it: one that root has saved cannot be saved by anybody else."""
    yield writable("your copies of the notebooks", folder, "name another folder: course lab --folder FOLDER")
    locked = [path.name for path in sorted(Path(folder).glob("*.ipynb")) if not os.access(path, os.W_OK)]
    if locked:
        yield lacking("your copies of the notebooks", f"{', '.join(locked)} cannot be written",
                      "What you change there cannot be saved: another user's, or write-protected.")  # fmt: skip


def progress():
    from course_utils import _kept

    what, path = "what you have solved", _kept.progress_file()
    if str(path) == os.devnull:
        return note(what, "kept nowhere", "The variable COURSE_PROGRESS says so; `progress()` forgets with the kernel.")
    reason = _kept.fault() or ("" if not path.exists() or os.access(path, os.W_OK) else "it cannot be written")
    if reason:
        return note(what, f"{path}: {reason}", f"It is kept for a session only. {_KEPT}")
    found = writable(what, path.parent, _KEPT)
    return found if found.state == "well" else note(what, found.found, f"It is kept for a session only. {_KEPT}")


_KEPT = "Name another file in the environment variable COURSE_PROGRESS."


def runtime():
    """Without it no kernel starts: the ports by which Jupyter and a kernel speak stand there."""
    from jupyter_core.paths import jupyter_runtime_dir

    return writable("Jupyter's own files", jupyter_runtime_dir(),
                    "name another folder in the environment variable JUPYTER_RUNTIME_DIR.")  # fmt: skip


