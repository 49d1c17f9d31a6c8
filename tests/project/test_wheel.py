"""The course as a wheel: whole, made the same again, and at work in an empty folder without a clone."""

import os
import site
import subprocess
import sys
import venv
import zipfile
from email.parser import BytesParser
from pathlib import Path

import nbformat
import pytest
from hatchling.build import build_wheel
from support.notebook_checks import ROOT

import course_utils
from course_tools import project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]
BIN = "Scripts" if sys.platform == "win32" else "bin"
OWN = ("course_utils", "course_tools", "proctor")
BROUGHT_TEXTS = ("notebooks", "lectures", *(f"docs/{name}.md" for name in ("lecturing", "homework", "grading")))
BROUGHT = "course_tools/course/"  # where the wheel has what in a clone stands beside the packages


def build(folder):
    """The wheel of this clone, made in a folder; its path."""
    folder.mkdir()
    here = Path.cwd()
    try:
        os.chdir(ROOT)
        return folder / build_wheel(str(folder))
    finally:
        os.chdir(here)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(tmp_path_factory.mktemp("wheel") / "dist")


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment with the wheel, and all else as here; a way to run its Python in an empty folder."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env" / BIN / "python"
    packages = Path(subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True).strip())  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps",
         "--no-compile", wheel], check=True)  # fmt: skip
    # a folder named here is searched, but the paths it names itself (this clone's) are not
    (packages / "as_here.pth").write_text("\n".join(site.getsitepackages()))
    (folder / "empty").mkdir()

    def run(*words, **options):
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run([python, *map(str, words)], cwd=folder / "empty", env=environment,
                              capture_output=True, text=True, **options)  # fmt: skip

    run.folder, run.packages = folder / "empty", packages
    return run


def tracked(*folders):
    listed = subprocess.check_output(["git", "ls-files", "-z", "--", *folders], cwd=ROOT, text=True)
    return {name for name in listed.split("\0") if name}


def test_it_holds_what_the_clone_holds(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
        info = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        described = BytesParser().parsebytes(archive.read(info))
    assert described["Version"] == course_utils.__version__
    brought = {name: name.removeprefix(BROUGHT) for name in held}
    assert {name for name in brought.values() if (ROOT / name).exists()} == set(brought.values())
    assert set(brought.values()) >= tracked(*OWN, *BROUGHT_TEXTS)
    assert [name for name, place in brought.items() if held[name] != (ROOT / place).read_bytes()] == []
    licences = {name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert {Path(name).name for name in licences} >= {"LICENSE", "LICENSE-TEXTS.md"}


def test_it_is_the_same_to_the_byte_when_made_again(wheel, tmp_path):
    assert build(tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_the_learners_copies_come_to_the_folder_one_is_in(installed):
    done = installed("-m", "course_tools.cli", "update")
    assert (done.returncode, done.stderr) == (0, "")
    copies = sorted(path.name for path in (installed.folder / "my_notebooks").glob("*.ipynb"))
    assert copies == sorted(path.name for path in (ROOT / "notebooks").glob("[0-9]*.ipynb"))
    assert done.stdout.splitlines() == [f"my_notebooks/{name}: copied" for name in copies]
    again = installed("-m", "course_tools.cli", "update")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


@pytest.mark.sweep
def test_its_notebooks_run_and_a_deck_is_made_of_them(installed):
    """In a folder that holds nothing, with the packages of the wheel; what is built lies in that folder."""
    brought = installed.packages / BROUGHT
    done = installed("-m", "course_tools.cli", "slides", brought / "notebooks" / "01_sigmoid.ipynb")
    assert done.returncode == 0, done.stderr
    (deck,) = (installed.folder / "build" / "slides").glob("01*.html")
    assert "How does a line become a probability?" in deck.read_text(encoding="utf-8")
    (kept,) = (installed.folder / "build" / "executed").glob("01_sigmoid-*.ipynb")
    cells = nbformat.read(kept, as_version=4).cells
    assert [cell.id for cell in cells if any(out.output_type == "error" for out in cell.get("outputs", ()))] == []
    files = {path.relative_to(brought).as_posix() for path in brought.rglob("*") if path.is_file()}
    assert files == tracked(*BROUGHT_TEXTS)


LOOK = """
import os
from pathlib import Path
import proctor
from course_tools import project
from proctor.sandbox import walls
package = Path(project.__file__).parent
ours, theirs = os.pipe()
def look():
    beside = 'proctor' in os.listdir(package.parent)
    os.write(theirs, f"{os.listdir(package)} {os.path.exists(project.HOMEWORK)} {beside}".encode())
family = walls.run(look, proctor.Limits())
os.close(theirs)
family.first.wait(30)
family.kill()
print(os.read(ours, 1000).decode())
print(proctor.exposed_by(project.HOMEWORK / "hw1" / "hw1.ipynb"), proctor.exposed_by(package.parent / "x") is not None)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of parts of Linux")
def test_its_hidden_tests_are_in_no_sandbox(installed):
    """They lie among Python's packages, which submissions see; so grading would refuse them."""
    done = installed("-c", LOOK)
    assert done.stdout.splitlines() == ["[] False True", "None True"], done.stderr


def test_its_commands_find_its_own_homework(installed):
    code = ("import os, sys, tempfile; gone = tempfile.mkdtemp(); os.chdir(gone); os.rmdir(gone); "
            "from course_tools import project")  # fmt: skip
    if sys.platform == "linux":  # elsewhere a folder that somebody is in cannot be removed, or is there for them
        assert "Change to another" in installed("-P", "-c", code).stderr.splitlines()[-1]
    done = installed("-m", "course_tools.cli", "grade", "hw1", installed.folder / "nothing")
    assert done.returncode == 1
    assert "nothing: there is no such folder" in done.stderr
    assert str(ROOT) not in done.stdout + done.stderr
    done = installed("-c", "from course_tools import project; print(*(p.name for p in project.homework_notebooks()))")
    assert done.stdout.split() == [path.name for path in project.homework_notebooks()]
