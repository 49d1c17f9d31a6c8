"""`make lock` on a small project and an index on this machine: what is pinned, proved, kept and written."""

import json
import os
import re
from argparse import ArgumentParser

import pytest
from support.local_index import Index, served, wheel

from course_tools import lock

pytestmark = pytest.mark.slow

PROJECT = """
[build-system]
requires = ["builder>=1,<2"]
[project]
name = "small"
version = "1"
requires-python = ">=3.11"
dependencies = ["plot-er>=1,<3", "torch>=2,<3"]
[project.optional-dependencies]
grade = ["grader>=1"]
dev = ["small[grade]"]
"""
CUDA = ["nvidia-cublas==13.0; sys_platform == 'linux'", "triton; sys_platform == 'linux'"]
# the grader holds `shared` back: the learner's lock may not have a newer one than the whole
WHEELS = [
    wheel("builder", "1.2"),
    wheel("builder", "2.0"),
    wheel("plot_er", "1.0", requires=["shared", "for-windows; sys_platform == 'win32'"]),
    wheel("for_windows", "1.0"),
    wheel("torch", "2.1", requires=CUDA),
    wheel("nvidia_cublas", "13.0"),
    wheel("triton", "3.0"),
    wheel("grader", "1.0", requires=["shared<2"]),
    wheel("shared", "1.0"),
    wheel("shared", "2.0"),
]
NAMES = ("locks/dev.txt", "locks/learner.txt", "locks/downloads.json", "environment.yml")


@pytest.fixture
def index(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("UV_")]:
        monkeypatch.delenv(name)
    with served(Index(WHEELS)) as index:
        for name, value in {"UV_DEFAULT_INDEX": index.address, "UV_CACHE_DIR": str(tmp_path / "kept"),
                            "UV_NO_CONFIG": "1", "UV_HTTP_RETRIES": "0", "no_proxy": "*"}.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield index


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PROJECT)
    return folder


def run(folder, *arguments):
    parser = ArgumentParser()
    lock.arguments(parser)
    return lock.run(parser.parse_args(["--project", str(folder), *arguments]))


def pins(folder, name):
    lines = (folder / "locks" / f"{name}.txt").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


def written(folder):
    return {name: (folder / name).read_bytes() for name in NAMES if (folder / name).exists()}


def test_two_locks_the_sizes_and_the_conda_environment(small, index, capsys):
    assert run(small) == 0
    windows = "for-windows==1.0 ; sys_platform == 'win32'"
    learners = ["builder==1.2", windows, "plot-er==1.0", "shared==1.0", "torch==2.1"]
    assert pins(small, "learner") == learners
    assert pins(small, "dev") == sorted([*learners, "grader==1.0"])
    sizes = json.loads((small / "locks" / "downloads.json").read_text())
    assert sizes.keys() == {"dev", "learner"}
    assert sizes["learner"].keys() == {"linux-x86_64", "linux-aarch64", "win32-amd64", "darwin-arm64"}
    conda = (small / "environment.yml").read_text()
    assert re.findall(r"^  - (\S+==\S+)$", conda, re.MULTILINE) == ["plot-er==1.0", "pytorch-cpu==2.1"]
    table = capsys.readouterr().out
    assert re.search(r"^Linux x86-64, glibc 2\.28( +7 of 7){4}$", table, re.MULTILINE)
    assert re.search(r"^Windows x64( +6 of 6){4}$", table, re.MULTILINE)


def test_pins_stay_until_newer_ones_are_asked_for_or_needed(small, index):
    assert run(small) == 0
    before = written(small)
    newer = {"plot_er": ("2.0", "3.0"), "torch": ("2.2",), "grader": ("1.5",)}
    index.add([*WHEELS, *(wheel(name, version) for name, versions in newer.items() for version in versions)])
    assert run(small) == 0
    assert written(small) == before

    assert run(small, "--upgrade", "plot-er") == 0
    assert [pin for pin in pins(small, "dev") if pin.startswith(("plot", "torch", "grader"))] == [
        "grader==1.0", "plot-er==2.0", "torch==2.1",
    ]  # fmt: skip
    assert "plot-er==2.0" in pins(small, "learner")

    (small / "pyproject.toml").write_text(PROJECT.replace("grader>=1", "grader>=1.5"))
    assert run(small) == 0
    assert "grader==1.5" in pins(small, "dev")
    assert "torch==2.1" in pins(small, "dev")

    assert run(small, "--upgrade") == 0
    assert "torch==2.2" in pins(small, "dev")
    assert "torch==2.2" in pins(small, "learner")


def test_a_pin_without_a_wheel_is_named_and_nothing_is_written(small, index, capsys):
    assert run(small) == 0
    before = written(small)
    capsys.readouterr()
    compiled = [wheel("plot_er", "2.0", tag=f"cp3{minor}-cp3{minor}-{platform}")
                for minor in (11, 12, 13, 14)
                for platform in ("manylinux_2_28_x86_64", "manylinux_2_28_aarch64", "macosx_14_0_arm64", "win_amd64")
                if (minor, platform) not in [(14, "win_amd64"), (12, "manylinux_2_28_aarch64")]]  # fmt: skip
    index.add([*compiled, wheel("plot_er", "2.0", tag="cp314-cp314-win_arm64")])
    assert run(small, "--upgrade") == 1
    assert capsys.readouterr().err.splitlines()[:2] == [
        "plot-er==2.0 has no wheel for Linux ARM, glibc 2.28, Python 3.12",
        "plot-er==2.0 has no wheel for Windows x64, Python 3.14",
    ]
    assert written(small) == before


def test_ranges_without_a_solution_write_nothing(small, index, capsys):
    (small / "pyproject.toml").write_text(PROJECT.replace("plot-er>=1,<3", "plot-er>=7"))
    assert run(small) == 1
    error = capsys.readouterr().err
    assert "Nothing is written" in error
    assert "plot-er>=7" in error
    assert written(small) == {}


def test_a_folder_without_a_project_is_named(tmp_path, capsys):
    assert run(tmp_path) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'pyproject.toml'} is not there; --project names")


def test_an_index_that_is_not_there_writes_nothing(small, index, capsys, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    assert run(small) == 1
    assert "Nothing is written" in capsys.readouterr().err
    assert written(small) == {}


def test_without_uv_it_says_where_there_is_one(small, monkeypatch, capsys):
    monkeypatch.setattr(lock, "find_spec", lambda name: None)
    assert run(small) == 1
    assert "`make lock` runs in .venv-dev" in capsys.readouterr().err
