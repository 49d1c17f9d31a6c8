"""`course doctor`: what it says on machines that are not this one, and of this one."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import nbformat
import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook
from support.notebook_checks import ROOT
from support.rows import each_row

from course_tools import cli
from course_tools.doctor import learner, memory, packages, programs, room, walls
from course_tools.doctor.finding import Finding, lacking, note, well
from course_tools.doctor.typed import install, typed
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
    assert packages.python(version, bits).state == state


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
    assert packages.system(kind, machine, libc, mac).state == state


def test_packages_that_are_missing_or_of_another_version_are_named_with_the_line_to_type():
    asked = ["numpy>=1,<99", "pandas<1", "torch>=99,<100", "no-such-package>=2", 'nbgrader<0; extra == "homework"']
    new, old, lost, fit = packages.packages(asked)
    # what is newer than tested works, as far as anyone knows; what is older lacks what the course uses
    assert [one.state for one in (new, old, lost, fit)] == ["note", "lacking", "lacking", "well"]
    assert new.found.startswith("pandas ")
    assert "too old" in old.found
    assert "99 or newer" in old.advice
    assert shlex.split(new.commands[0])[-2:] == ["install", "pandas<1"]
    assert shlex.split(lost.commands[0])[-1] == "no-such-package>=2"
    assert fit.found == "1 in the versions that were tested, numpy"


def test_lines_to_type_hold_with_any_folder_and_with_either_installer(monkeypatch):
    python = "/home/Anna Maria/Übung/bin/python"
    monkeypatch.setattr(sys, "executable", python)
    monkeypatch.setattr("course_tools.doctor.typed.os.name", "posix")
    monkeypatch.setitem(sys.modules, "distutils", ModuleType("distutils"))  # then setuptools warns of a look for pip
    assert shlex.split(install("torch>=2,<3")) == [python, "-m", "pip", "install", "torch>=2,<3"]
    nothing = SimpleNamespace(find_spec=lambda name: None)
    monkeypatch.setattr("course_tools.doctor.typed.PathFinder", nothing)  # uv makes environments without pip
    monkeypatch.setattr("course_tools.doctor.typed.shutil.which", lambda name: None)
    assert shlex.split(install("torch"))[:3] == [python, "-m", "ensurepip"]
    monkeypatch.setattr("course_tools.doctor.typed.shutil.which", lambda name: "/bin/uv")
    assert shlex.split(install("torch")) == ["uv", "pip", "install", "--python", python, "torch"]
    assert typed(r"C:\Program Files\py\python.exe", "-m", "pip", windows=True) == (
        r'"C:\Program Files\py\python.exe" -m pip')  # fmt: skip


def test_a_look_that_fails_is_a_finding_and_the_others_go_on(monkeypatch, tmp_path):
    def lost():
        raise ModuleNotFoundError("No module named 'jupyter_client'", name="jupyter_client.kernelspec")

    def broken():
        raise ImportError("libfreetype.so.6: cannot open\nshared object")

    def unforeseen():
        raise KeyError("x")

    monkeypatch.setattr(programs, "kernel", lost)
    monkeypatch.setattr(programs, "fonts", broken)
    monkeypatch.setattr(room, "memory", unforeseen)
    monkeypatch.setattr(packages, "torch", lambda: well("PyTorch", "computes"))
    found = list(learner.looked_at(tmp_path))
    by_name = {one.what: one for one in found}
    assert by_name["kernel python3"].found == "jupyter_client is missing"
    assert by_name["font of the figures"].found == "libfreetype.so.6: cannot open shared object"
    assert by_name["memory"].state == "note"
    assert [by_name[name].state for name in ("kernel python3", "font of the figures")] == ["lacking", "lacking"]
    assert found[-1].found == "computes"


def test_a_bare_python_still_gets_a_page():
    """Nothing but Python's own modules, and a terminal that knows no other letters than ASCII's."""
    code = (f"import sys; sys.path.insert(0, {str(ROOT)!r}); from course_tools import cli; "
            "from course_tools.doctor import packages; packages.torch = lambda: packages.well('PyTorch', '“2”'); "
            "sys.exit(cli.main(['doctor']))")  # fmt: skip
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True,
                          env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": ""})  # fmt: skip
    page = done.stdout.decode("ascii")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "LACK  packages: packaging is missing" in page
    assert "ok    PyTorch: ?2?" in page
    assert page.splitlines()[-1].endswith("the lines below each say what to do.")


@each_row(
    ("files", "taken"),
    [
        (("random.py",), ["random.py"]),
        (("torch.py", "01_sigmoid.ipynb", "my_helpers.py"), ["torch.py"]),
        (("numpy/__init__.py", "pandas/table.csv"), ["numpy"]),
        (("course_utils.py",), ["course_utils.py"]),
        ((), []),
    ],
)
def test_a_file_that_takes_the_name_of_a_module(files, taken, tmp_path_factory):
    folder = tmp_path_factory.mktemp("mine")
    for name in files:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    assert [one.found for one in packages.shadowed(folder)] == [str(folder / name) for name in taken]
    assert list(packages.shadowed(folder / "not" / "yet")) == []


def test_packages_from_elsewhere():
    assert list(packages.searched_first(path="")) == []
    (named,) = packages.searched_first(path="/old/site-packages")
    assert (named.state, named.found) == ("note", "it is set: /old/site-packages")
    # a folder that an uninstalled package left, and another package of that name
    for left in ({"__path__": ["/left/course_utils"]}, {"__file__": "/their/course_utils.py"}):
        (other,) = packages.searched_first(path="", module=SimpleNamespace(**left))
        assert other.state == "lacking"
        assert other.found.endswith(("/left/course_utils", "/their/course_utils.py"))


def test_pytorch_is_not_taken_from_the_folder_one_is_in(tmp_path, monkeypatch):
    (tmp_path / "torch.py").write_text("raise ImportError('of this folder')")
    monkeypatch.chdir(tmp_path)
    finding = packages.torch("from importlib.util import find_spec; print(find_spec('torch').origin, 'x')")
    assert "site-packages" in finding.found


@pytest.mark.parametrize(("free", "state"), [(0.4e9, "lacking"), (0.6e9, "well")])
def test_disk(tmp_path, free, state):
    assert room.disk(tmp_path, "Notebooks are saved there.", free).state == state
    found = list(room.disks(tmp_path / "not" / "yet"))
    assert found[0].found.endswith(str(tmp_path))
    assert len({one.found for one in found}) == len(found)


def test_without_a_temporary_folder_the_variable_that_names_one_is_said(tmp_path, monkeypatch):
    def nowhere():
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    monkeypatch.setattr(room.tempfile, "gettempdir", nowhere)
    lost, *others = room.disks(tmp_path)
    assert (lost.state, lost.found) == ("lacking", "No usable temporary directory found in ['/tmp']")
    assert "TMPDIR" in lost.advice
    assert {one.what for one in others} == {"disk"}


def test_grading_without_its_packages_says_so_and_offers_no_other_walls(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "proctor", None)
    assert cli.main(["doctor", "grading"]) == 1
    shown = capsys.readouterr().out
    assert "is missing, so the sandbox was not tried" in shown
    assert "another wall" not in shown


@pytest.mark.parametrize(
    ("available", "limited", "state", "words"),
    [
        (0.4e9, None, "lacking", "0.4 GB"),
        (1.6e9, None, "note", "open 3 at a time"),
        (4e9, None, "well", "4.0 GB available"),
        (4e9, 9e9, "well", "4.0 GB available"),
        (64e9, 1.1e9, "note", "1.1 GB left of what this container or hub allows"),
    ],
)
def test_memory(available, limited, state, words):
    finding = room.memory(available, limited)
    assert finding.state == state
    assert words in str(finding)


@pytest.mark.parametrize(
    ("line", "files", "left"),
    [
        ("0::/pod/one", {"pod/one": ("max", 3, 1), "pod": (10, 4, 1)}, 7),
        ("0::/", {"": (10, 9, 0)}, 1),  # in a container its own group is the root
        ("0::/pod", {"pod": ("max", 3, 1)}, None),
        ("5:cpu,memory:/job", {"memory/job": (10, 4, 2)}, 8),
        ("3:cpu:/job", {"job": (10, 4, 2)}, None),
    ],
)
def test_what_a_container_allows(tmp_path, line, files, left):
    for folder, (most, taken, cached) in files.items():
        group = tmp_path / folder
        group.mkdir(parents=True, exist_ok=True)
        old = folder.startswith("memory")
        (group / ("memory.limit_in_bytes" if old else "memory.max")).write_text(f"{most}\n")
        (group / ("memory.usage_in_bytes" if old else "memory.current")).write_text(f"{taken}\n")
        (group / "memory.stat").write_text(f"anon 1\n{'total_' * old}inactive_file {cached}\n")
    (tmp_path / "mine").write_text(f"{line}\n")
    assert room.left_in_group(tmp_path, tmp_path / "mine") == left
    assert room.left_in_group(tmp_path, tmp_path / "not there") is None


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "mine").write_text("")
    taken, free = (room.writable("copies", tmp_path / name / "deeper", "do this.") for name in ("mine", "yours"))
    assert (taken.state, free.state) == ("lacking", "well")
    assert taken.advice.endswith("or do this.")
    assert list(tmp_path.iterdir()) == [tmp_path / "mine"]  # looking makes nothing


def test_a_copy_that_cannot_be_saved_and_progress_that_cannot_be_kept(tmp_path, monkeypatch):
    copy = tmp_path / "01_sigmoid.ipynb"
    copy.write_text("")
    assert [one.state for one in room.copies(tmp_path)] == ["well"]
    monkeypatch.setattr(room.os, "access", lambda path, mode: str(path) != str(copy))  # root may write anything
    assert [one.state for one in room.copies(tmp_path)] == ["well", "lacking"]
    monkeypatch.setenv("COURSE_PROGRESS", str(copy))
    finding = room.progress()
    assert finding.state == "note"  # the course goes on without
    assert "COURSE_PROGRESS" in finding.advice
    monkeypatch.setenv("COURSE_PROGRESS", os.devnull)
    assert room.progress().found == "kept nowhere"


@each_row(
    ("command", "state"),
    [
        ("python", "well"),
        ("python3", "well"),
        (sys.executable, "well"),
        ("/usr/bin/env", "note"),
        ("/no/python", "lacking"),
    ],
)
def test_the_kernel_that_notebooks_ask_for(command, state):
    manager = SimpleNamespace(get_kernel_spec=lambda name: SimpleNamespace(
        argv=[command, "-m", "ipykernel_launcher"], resource_dir="/kernels/python3"))  # fmt: skip
    finding = programs.kernel(manager)
    assert finding.state == state
    assert ("/kernels/python3" in finding.advice) == (state == "lacking")


def test_extensions_of_jupyterlab_that_are_lost_or_disabled(tmp_path, monkeypatch):
    monkeypatch.setattr("jupyter_core.paths.jupyter_config_path", lambda: [str(tmp_path)])
    assert programs.widgets().state == "well"
    lost = programs.widgets([tmp_path])
    assert lost.state == "lacking"
    assert shlex.split(lost.commands[0])[-2:] == ["anywidget", "jupyterlab_widgets"]
    (tmp_path / "labconfig").mkdir()
    config = tmp_path / "labconfig" / "page_config.json"
    config.write_text('{"disabledExtensions": {"anywidget": true, "other": true}}')
    off = programs.widgets()
    assert (off.state, off.commands) == ("lacking", ("jupyter labextension enable anywidget",))
    config.write_text("not JSON")
    assert programs.widgets().state == "well"


@pytest.mark.parametrize("name", ["lynx", "/usr/bin/www-browser"])
def test_a_browser_without_pictures_is_none(name, monkeypatch):
    monkeypatch.setattr(programs.webbrowser, "get", lambda: SimpleNamespace(name=name))
    assert programs.browser().state == "note"
    monkeypatch.setattr(programs.webbrowser, "get", lambda: SimpleNamespace(name="firefox"))
    assert programs.browser().state == "well"


def test_a_font_that_matplotlib_only_remembers(tmp_path, monkeypatch):
    from matplotlib import font_manager

    assert programs.fonts().state == "well"
    monkeypatch.setattr(font_manager, "findfont", lambda *name, **options: str(tmp_path / "DejaVuSans.ttf"))
    assert "no longer there" in programs.fonts().found


def test_a_machine_that_lets_nobody_listen(monkeypatch):
    def refused(address):
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refused)
    finding = programs.port()
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
    finding = packages.torch(code)
    assert finding.state == state
    assert words in finding.found or sys.platform == "win32"


def test_what_it_asks_pytorch_for_is_there(capsys):
    exec(packages.TRY_TORCH, {})
    version, capability = capsys.readouterr().out.split()
    assert (version, capability.isidentifier()) == (torch.__version__, True)


@pytest.mark.sweep
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


def test_bubblewrap_sees_what_the_course_runs_from():
    inside = ("/home/anna/course", "/home/anna/my pythons/3.11")
    machine = Machine("linux", course="/home/anna/course/.venv-dev/bin/course", needed=inside)
    words = shlex.split(walls._bubblewrap(machine))
    for folder in inside:  # after home and /tmp were emptied, and before the folder of submissions comes in
        at = words.index(folder)
        assert words[at - 1:at + 2] == ["--ro-bind", folder, folder]
        assert words.index("--tmpfs") < at < words.index("--bind")
    assert words[words.index("--chdir") + 2] == machine.course
    held = (*inside, "/home/anna/course/.venv-dev")  # in the first
    assert walls._within("/home/anna", "/tmp", of=(*held, "/usr", "/tmpfiles")) == inside


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


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["marking"], "argument PART: learning, teaching or grading is expected, got 'marking'"),
        (["--memory", "0"], "argument --memory: a whole number from 1 on is expected, got '0'"),
    ],
)
def test_a_part_or_a_number_that_is_none_is_refused(words, message, capsys):
    with pytest.raises(SystemExit):
        cli.main(["doctor", *words])
    assert message in capsys.readouterr().err


def test_what_was_measured_is_said_for_one_and_for_all():
    found = [{"name": name, "kernel": kernel, "with_checks": checked}
             for name, kernel, checked in (("01_a", 200e6, 300e6), ("02_b", 100e6, 240e6))]  # fmt: skip
    *_, together, one = memory.lines(found)
    assert together == "2 open notebooks together: 300 MB, with checks 540 MB"
    assert one == "one of them, on average: 150 MB, with checks 270 MB"
