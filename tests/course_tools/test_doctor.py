"""`course doctor`: what it says on machines that are not this one, and of this one."""

import json
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from support.notebook_checks import ROOT
from support.rows import each_row

from course_tools import cli
from course_tools.doctor import learner, memory, walls
from course_tools.doctor.finding import Finding, lacking, note, well
from course_tools.doctor.walls import Machine

FORBIDDEN = "it cannot be built: unshare: Operation not permitted"


def said(findings):
    return "\n".join(map(str, findings))


# ------------------------------------------------------------------ the page


def test_a_finding_says_what_to_type_on_a_line_of_its_own():
    shown = str(
        lacking("kernel", "none", "Lab has nothing to run with, and " * 5, "python -m pip install " + "x" * 120)
    )
    first, *middle, command = shown.splitlines()
    assert first == "LACK  kernel: none"
    assert all(line.startswith("      ") and len(line) <= 100 for line in middle)
    assert command.strip() == "python -m pip install " + "x" * 120


@pytest.mark.parametrize(
    ("state", "code", "last"),
    [
        ([], 0, "Nothing is lacking."),
        ([note("x", "y", "z")], 0, "Nothing is lacking."),
        ([lacking("x", "y", "z")], 1, "One thing is lacking; the lines below it say what to do."),
        ([lacking("x", "y", "z"), well("x", "y"), lacking("a", "b", "c")], 1, "2 things are lacking;"),
    ],
)
def test_the_exit_code_and_the_last_line_count_what_is_lacking(monkeypatch, capsys, state, code, last):
    monkeypatch.setattr(learner, "looked_at", lambda folder: iter(state))
    assert cli.main(["doctor", "learning"]) == code
    shown = capsys.readouterr().out
    assert shown.splitlines()[-1].startswith(last)
    assert "For grading" not in shown


# ------------------------------------------------------------------ for who learns


@each_row(
    ("version", "bits", "state"),
    [
        ((3, 11), 64, "well"),
        ((3, 14), 64, "well"),
        ((3, 10), 64, "lacking"),
        ((3, 15), 64, "lacking"),
        ((3, 12), 32, "lacking"),
    ],
)
def test_python(version, bits, state):
    assert learner.python(version, bits).state == state


@each_row(
    ("kind", "machine", "libc", "mac", "state"),
    [
        ("linux", "x86_64", ("glibc", "2.28"), "", "well"),
        ("linux", "aarch64", ("glibc", "2.41"), "", "well"),
        ("linux", "x86_64", ("glibc", "2.27"), "", "lacking"),
        ("linux", "x86_64", ("", ""), "", "lacking"),
        ("linux", "riscv64", ("glibc", "2.41"), "", "note"),
        ("darwin", "arm64", ("", ""), "14.0", "well"),
        ("darwin", "arm64", ("", ""), "13.6", "lacking"),
        ("darwin", "x86_64", ("", ""), "14.0", "lacking"),
        ("win32", "AMD64", ("", ""), "", "well"),
        ("win32", "ARM64", ("", ""), "", "note"),
    ],
)
def test_system(kind, machine, libc, mac, state):
    assert learner.system(kind, machine, libc, mac).state == state


def test_packages_that_are_missing_or_of_another_version_are_named_with_the_line_to_type():
    asked = ["numpy>=1,<99", "pandas<1", "no-such-package>=2", 'nbgrader<0; extra == "homework"']
    old, lost, fit = learner.packages(asked)
    assert (old.state, lost.state, fit.state) == ("note", "lacking", "well")
    assert old.found.startswith("pandas ")
    assert shlex.split(old.commands[0]) == [sys.executable, "-m", "pip", "install", "pandas<1"]
    assert shlex.split(lost.commands[0])[-1] == "no-such-package>=2"
    assert fit.found == "1 in the versions that were tested, numpy"


@pytest.mark.parametrize(("free", "state"), [(0.4e9, "lacking"), (0.6e9, "well")])
def test_disk(tmp_path, free, state):
    assert learner.disk(tmp_path / "not" / "yet", free).state == state


@pytest.mark.parametrize(
    ("available", "state", "words"),
    [(0.4e9, "lacking", "0.4 GB"), (1.6e9, "note", "open 3 at a time"), (4e9, "well", "4.0 GB")],
)
def test_memory(available, state, words):
    finding = learner.memory(available)
    assert finding.state == state
    assert words in str(finding)


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "mine").write_text("")
    assert learner.writable("copies", tmp_path / "mine" / "deeper").state == "lacking"
    assert learner.writable("copies", tmp_path / "yours" / "deeper").state == "well"
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]  # looking makes nothing


@each_row(
    ("command", "state"),
    [
        ("python", "well"),
        ("python3", "well"),
        (sys.executable, "well"),
        ("/usr/bin/env", "note"),
        ("/no/python", "note"),
    ],
)
def test_the_kernel_that_notebooks_ask_for(command, state):
    manager = SimpleNamespace(get_kernel_spec=lambda name: SimpleNamespace(argv=[command, "-m", "ipykernel_launcher"]))
    assert learner.kernel(manager).state == state


def test_a_machine_that_lets_nobody_listen(monkeypatch):
    def refused(address):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refused)
    finding = learner.port()
    assert finding.state == "lacking"
    assert "Permission denied" in finding.found


@pytest.mark.parametrize(
    ("code", "state", "words"),
    [
        ("print('2.13.0+cpu', 'AVX2')", "well", "2.13.0+cpu computes, with AVX2"),
        ("raise ImportError('libc10.so: cannot open')", "lacking", "libc10.so: cannot open"),
        ("import os; os.abort()", "lacking", "it ended with -6"),
    ],
)
def test_a_pytorch_that_does_not_start_ends_only_its_own_process(code, state, words):
    finding = learner.torch(code)
    assert finding.state == state
    assert words in finding.found or sys.platform == "win32"


@pytest.mark.slow
def test_this_machine_has_what_its_tests_needed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "course_tools.cli", "doctor", "learning", "--folder", tmp_path / "mine"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Nothing is lacking."
    assert re.search(r"^ok    PyTorch: \S+ computes", done.stdout, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ for who grades


def test_where_the_sandbox_holds_nothing_else_is_offered():
    (only,) = walls.looked_at(Machine("linux", settings={"user.max_user_namespaces": 0}), "")
    assert only.state == "well"


@each_row(
    ("machine", "cause", "command"),
    [
        (
            Machine(
                "linux",
                "6.8.0-48-generic",
                settings={"kernel.apparmor_restrict_unprivileged_userns": 1},
                python="/usr/bin/python3.12",
            ),
            "kernel.apparmor_restrict_unprivileged_userns",
            "sudo apparmor_parser -r /etc/apparmor.d/course",
        ),
        (
            Machine("linux", "6.1.0-18-amd64", settings={"user.max_user_namespaces": 0}),
            "user.max_user_namespaces",
            "echo user.max_user_namespaces=15000 | sudo tee /etc/sysctl.d/90-course.conf && sudo sysctl --system",
        ),
        (
            Machine("linux", "5.15.0", settings={"kernel.unprivileged_userns_clone": 0}),
            "kernel.unprivileged_userns_clone",
            "echo kernel.unprivileged_userns_clone=1 | sudo tee /etc/sysctl.d/90-course.conf && sudo sysctl --system",
        ),
        (Machine("linux", "6.1.0", container="docker", filtered=True), "container", walls.EASED),
        (
            Machine("linux", "6.1.0", container="kubernetes", filtered=True),
            "container",
            "  seccompProfile: {type: Unconfined}",
        ),
        (Machine("linux", "5.10.0-28-amd64"), "kernel", ""),
        (Machine("linux", "6.1.0", "riscv64"), "processor", ""),
        (Machine("darwin"), "system", ""),
        (Machine("win32"), "system", ""),
    ],
    ids=lambda value: getattr(value, "release", None) or str(value)[:20],
)
def test_each_cause_is_named_with_the_command_for_its_administrator(machine, cause, command):
    found = list(walls.causes(machine))
    assert [finding.what for finding in found] == [cause]
    assert found[0].state == "lacking"
    assert command in ("", *found[0].commands)


def test_a_machine_without_a_fault_is_blamed_for_none():
    sound = Machine(
        "linux",
        "6.8.0",
        settings={
            "user.max_user_namespaces": 90000,
            "kernel.unprivileged_userns_clone": 1,
            "kernel.apparmor_restrict_unprivileged_userns": 0,
        },
        container="docker",
    )
    assert list(walls.causes(sound)) == []


def test_apparmor_is_eased_for_one_program_only():
    commands = walls._profile("/opt/course/.venv-dev/bin/python3.11")
    printed = subprocess.run(
        ["sh", "-c", commands[0].partition(" | ")[0]], capture_output=True, text=True, check=True
    ).stdout
    assert printed.splitlines() == [
        "abi <abi/4.0>,",
        "include <tunables/global>",
        "profile course /opt/course/.venv-dev/bin/python3.11 flags=(unconfined) {",
        "  userns,",
        "}",
    ]


def test_other_walls_are_offered_the_best_first_with_what_each_does_not_stop():
    page = list(
        walls.looked_at(
            Machine("linux", "6.8.0", programs={"podman": "/usr/bin/podman", "bwrap": "/usr/bin/bwrap"}), FORBIDDEN
        )
    )
    names = [finding.what for finding in page if finding.what.startswith("another wall")]
    assert names == [
        "another wall: a virtual machine",
        "another wall: rootless Podman",
        "another wall: Docker with eased profiles",
        "another wall: bubblewrap, setuid build",
    ]
    machine, podman, docker, bwrap = page[-4:]
    assert "/dev/kvm cannot be used" in machine.found
    assert podman.found == "/usr/bin/podman, and this user has no line in /etc/subuid"
    assert docker.found == "not installed"
    assert bwrap.found == "/usr/bin/bwrap, not setuid, so it needs what is missing above"
    assert all(re.search(r"does not stop|only a fault|not for an exam", finding.advice) for finding in page[-4:])
    # what has no sandbox inside is the only one that grades without
    assert [("--unsafe" in " ".join(finding.commands)) for finding in page[-4:]] == [False, False, False, True]
    for finding in page[-4:]:
        for command in finding.commands:
            assert shlex.split(command), command


def test_the_containers_it_names_are_there():
    (command,) = next(walls.others(Machine("linux"))).commands
    config = ROOT / command.split("--config ")[1]
    described = json.loads(config.read_text(encoding="utf-8"))
    assert " ".join(described["runArgs"]) == walls.EASED
    learners = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert "--security-opt" not in json.dumps(learners)
    for config in (described, learners):
        assert (ROOT / re.search(r"tools/\w+\.py", config["onCreateCommand"])[0]).is_file()


def test_this_machine_is_described_without_a_file_that_is_not_there(monkeypatch):
    monkeypatch.setattr(
        walls, "Path", lambda *parts: Path("/no/such/folder", *[str(part).lstrip("/") for part in parts])
    )
    monkeypatch.setattr(walls.shutil, "which", lambda name: None)
    machine = walls.this_machine()
    assert (machine.settings, machine.container, machine.filtered) == (
        {},
        "",
        False,
    ) or machine.container == "kubernetes"
    assert isinstance(Finding("well", "x", str(machine)), Finding)


# ------------------------------------------------------------------ what open notebooks take


@pytest.fixture
def open_notebooks(monkeypatch, tmp_path):
    """Notebooks of one cell, by its source."""

    def write(**sources):
        for name, source in sources.items():
            cells = [new_code_cell(source)]
            nbformat.write(new_notebook(cells=cells), tmp_path / f"{name.removeprefix('n')}.ipynb")
        monkeypatch.setattr(memory.project, "notebooks", lambda: sorted(tmp_path.glob("*.ipynb")))

    return write


@pytest.mark.sweep
def test_memory_of_kernels_and_of_what_tries_answers(open_notebooks):
    open_notebooks(n01_small="x = 1", n03_large="x = bytearray(b'1') * 100_000_000")
    small, large = memory.measured(2)
    assert large["kernel"] - small["kernel"] > 80e6
    assert small["with_checks"] - small["kernel"] > 50e6  # it has imported PyTorch


@pytest.mark.slow
def test_a_notebook_that_does_not_run_is_named(open_notebooks, capsys):
    open_notebooks(n01_broken="1 / 0")
    assert cli.main(["doctor", "--memory", "1"]) == 1
    assert "It could not be measured. 01_broken: ZeroDivisionError" in capsys.readouterr().err


def test_what_was_measured_is_said_for_one_and_for_all():
    found = [{"name": name, "kernel": kernel, "with_checks": checked}
             for name, kernel, checked in (("01_a", 200e6, 300e6), ("02_b", 100e6, 240e6))]  # fmt: skip
    *_, together, one = memory.lines(found)
    assert together == "2 open notebooks together: 300 MB, with checks 540 MB"
    assert one == "one of them, on average: 150 MB, with checks 270 MB"
