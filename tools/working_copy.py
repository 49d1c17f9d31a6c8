"""Keep a learner's own copies of the notebooks, in a folder that git ignores.

A notebook that is not there yet is copied. When the course has a new version, a copy whose cells
were not changed is replaced; one that was changed stays as it is, and the new version is put
beside it as NAME.new.ipynb.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECORD = ".versions.json"


def update(course, mine):
    """Bring the folder `mine` up to the notebooks in the folder `course`; return what was done, a line each."""
    mine.mkdir(parents=True, exist_ok=True)
    record = read_record(mine)
    done = []
    for original in sorted(course.glob("[0-9]*.ipynb")):
        copy, beside = mine / original.name, mine / f"{original.stem}.new.ipynb"
        version = fingerprint(original)
        if not copy.exists():
            place(original, copy)
            done.append(f"{copy.name}: copied")
        elif record.get(copy.name) == version or fingerprint(copy) == version:
            pass  # nothing new in the course
        elif fingerprint(copy) == record.get(copy.name):
            place(original, copy)
            done.append(f"{copy.name}: new version of the course")
        else:
            place(original, beside)
            done.append(f"{copy.name}: kept, as you changed it; the new version is {beside.name}")
        record[copy.name] = version
    write(mine / RECORD, json.dumps(record, indent=1).encode())
    return done


def fingerprint(path):
    """What the cells say, without outputs: a notebook that was only run counts as unchanged. Empty if unreadable."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def read_record(mine):
    try:
        record = json.loads((mine / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def place(original, target):
    write(target, original.read_bytes())


def write(path, content):
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "my_notebooks", help="default: my_notebooks")
    folder = parser.parse_args(argv).folder
    try:
        for line in update(ROOT / "notebooks", folder):
            print(f"{folder.name}/{line}")
    except OSError as error:
        print(f"Your notebooks in {folder} could not be written: {error.strerror}. Check its permissions and space.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
