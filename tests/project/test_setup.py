"""Set-up: made once, made anew when the pins change, and nothing left behind by a failure or Ctrl-C.

A small project of its own stands in for the course: its build backend is ten lines, so that nothing is downloaded
but a few empty wheels from an index on this machine.
"""

import contextlib
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
import setup_env
from support import interrupts
from support.local_index import Index, served, wheel
from support.notebook_checks import ROOT

BACKEND = """
import zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{wheel_directory}/{name}", "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1\\n")
        wheel.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.dist-info/RECORD", "")
    return name

def get_requires_for_build_editable(config_settings=None):
    return []

build_wheel = build_editable
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "tiny"
version = "1"
"""
FIRST_IMPORTS = """
import pathlib, sys
pathlib.Path(sys.prefix, "warm").write_text(f"bytecode is kept: {not sys.dont_write_bytecode}")
"""
NOWHERE = "http://127.0.0.1:9"
# what a script does that runs set-up on a machine without an NVIDIA driver, and PyTorch's index elsewhere
SET_UP = """
import sys
import setup_env
setup_env.CPU_INDEX, setup_env.has_nvidia_driver = sys.argv[1], lambda: False
sys.exit(setup_env.main(sys.argv[2:]))
"""
THIS = "cp{}{}".format(*sys.version_info)
linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the ordinary index has no CUDA")


@pytest.fixture
def project(tmp_path):
    (tmp_path / "backend.py").write_text(BACKEND)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "course_tools").mkdir()
    (tmp_path / "course_tools" / "first_imports.py").write_text(FIRST_IMPORTS)
    write_lock(tmp_path, "# nothing to install\n")
    write_lock(tmp_path, "# nothing to install\n", name="dev")
    return tmp_path


def write_lock(project, text, *, name="learner"):
    (project / "locks").mkdir(exist_ok=True)
    (project / "locks" / f"{name}.txt").write_text(text)


def start(project, *arguments, index=NOWHERE, cpu_index=NOWHERE, **options):
    """Run the set-up against a package index at `index`, as make does."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1",
            "PYTHONPATH": str(ROOT / "tools"), "PYTHONDONTWRITEBYTECODE": "1", "no_proxy": "*"}  # fmt: skip
    command = [sys.executable, "-c", SET_UP, cpu_index, "--root", project, *arguments]
    return interrupts.start(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def run(project, *arguments, **indexes):
    process = start(project, *arguments, **indexes)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


def installed(project, *names):
    """The versions of these packages in the environment, by name."""
    python = setup_env.interpreter(project / ".venv")
    ask = "import importlib.metadata as m, sys; print(*map(m.version, sys.argv[1:]))"
    done = subprocess.run([python, "-c", ask, *names], capture_output=True, text=True, check=True)
    return dict(zip(names, done.stdout.split(), strict=True))


# what is said when a step fails is tried below, without pip
@pytest.mark.sweep
def test_broken_network_then_success(project):
    write_lock(project, "surely-not-installed==1.0\n")
    code, _, err = run(project)
    assert code == 1
    assert "this step failed" in err
    assert "run\nthe same make command again" in err
    assert not (project / ".venv" / ".made-from").exists()

    write_lock(project, "# nothing to install\n")
    assert run(project)[0] == 0
    assert installed(project, "tiny") == {"tiny": "1"}


@pytest.fixture
def indexes(project):
    """Two indexes: the ordinary one, and PyTorch's, which has another `other` as well."""
    ordinary = Index([wheel("torch", "2.13.0", requires=["needed"]), wheel("needed", "1.5"), wheel("needed", "2.0"),
                      wheel("other", "3.0")])  # fmt: skip
    tags = f"{THIS}-{THIS}-manylinux_2_17_{platform.machine()}"
    cpu = Index([wheel("torch", "2.13.0+cpu", tag=tags, requires=["needed"]), wheel("other", "4.0")], links=True)
    write_lock(project, "needed==1.5\nother==3.0\ntorch==2.13.0\n")
    with served(ordinary), served(cpu):
        yield ordinary, cpu


def interrupted(project, *, in_pip=False):
    """Ctrl-C while the environment is made, or while pip waits for an index: no mark is left, it says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as silent:  # an index that accepts and never answers
        process = start(project, index=f"http://127.0.0.1:{silent.getsockname()[1]}/simple", start_new_session=True)
        if in_pip:
            silent.settimeout(100)
            connection, _ = silent.accept()  # pip is now waiting for it
        else:
            interrupts.wait_until((project / ".venv" / "pyvenv.cfg").exists)
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does: to make, to us and to pip
        _, err = process.communicate(timeout=300)
        if in_pip:
            connection.close()
    assert process.returncode == setup_env.INTERRUPTED
    assert "Run the same make command again" in err
    assert not (project / ".venv" / ".made-from").exists()


@pytest.mark.slow
@interrupts.needs_signals
@linux
def test_interrupted_then_with_pytorch_from_its_cpu_index_then_nothing_to_do(project, indexes):
    """All else comes from the ordinary index, and PyTorch's is asked for nothing else."""
    interrupted(project)

    ordinary, cpu = indexes
    code, _, err = run(project, index=ordinary.address, cpu_index=cpu.address)
    assert code == 0, err
    wanted = {"tiny": "1", "torch": "2.13.0+cpu", "needed": "1.5", "other": "3.0"}
    assert installed(project, *wanted) == wanted
    assert not [path for path in cpu.asked if "other" in path]
    assert (project / ".venv" / "warm").read_text() == "bytecode is kept: True"

    (project / ".venv" / "kept").touch()
    assert run(project) == (0, "", "")
    assert (project / ".venv" / "kept").exists()


@pytest.mark.sweep
@interrupts.needs_signals
@linux
def test_interrupted_while_pip_waits_for_an_index(project):
    write_lock(project, "needed==1.5\n")
    interrupted(project, in_pip=True)


# that a failed download is no end is tried below, without pip
@pytest.mark.sweep
@linux
def test_pytorch_comes_from_the_ordinary_index_where_its_own_has_gone(project, indexes):
    ordinary, cpu = indexes
    cpu.answers_left = 2  # for page and size
    code, _, err = run(project, index=ordinary.address, cpu_index=cpu.address)
    assert code == 0, err
    assert cpu.answers_left < 0, "pip has asked it too"
    assert installed(project, "torch", "needed") == {"torch": "2.13.0", "needed": "1.5"}


# ------------------------------------------------------------------ once, and again only when something changed


def test_fingerprint_follows_the_lock_and_the_place(tmp_path):
    lock = tmp_path / "learner.txt"
    lock.write_text("a==1\n")
    first = setup_env.fingerprint(lock, tmp_path / ".venv")
    assert setup_env.fingerprint(lock, tmp_path / ".venv") == first
    os.utime(lock, (time.time() + 100,) * 2)
    assert setup_env.fingerprint(lock, tmp_path / ".venv") == first, "a touched file has not changed"
    assert setup_env.fingerprint(lock, tmp_path / "moved" / ".venv") != first
    lock.write_text("a==2\n")
    assert setup_env.fingerprint(lock, tmp_path / ".venv") != first


@pytest.fixture
def steps(project, monkeypatch):
    """Commands that set-up would have run, none of which is; an interpreter appears where venv is asked for one."""
    ran = []

    def call(command, cwd, env):
        assert cwd == project
        ran.append([str(word) for word in command])
        if "venv" in command:
            python = setup_env.interpreter(command[-1])
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        return 0

    monkeypatch.setattr(setup_env.subprocess, "call", call)
    return ran


def test_changed_pins_make_the_environment_anew(project, steps):
    """An environment whose mark does not match is not trusted, even if its interpreter works."""
    venv = project / ".venv"
    interpreter = setup_env.interpreter(venv)
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    (venv / ".made-from").write_text("made from other pins\n")
    assert setup_env.main(["--root", str(project)]) == 0
    venv_step, lock_step, own_step, warm_step = steps
    assert venv_step[1:] == ["-m", "venv", "--clear", str(venv)]
    assert lock_step[-2:] == ["--requirement", str(project / "locks" / "learner.txt")]
    assert own_step[-4:] == ["--no-deps", "--no-build-isolation", "--editable", "."]
    assert warm_step[-2:] == ["-m", "course_tools.first_imports"]
    assert {lock_step[0], own_step[0], warm_step[0]} == {str(interpreter)}
    assert setup_env.main(["--root", str(project)]) == 0
    assert len(steps) == 4, "the second call has nothing to do"


def test_the_two_environments_leave_each_other_alone(project, steps):
    def made(*arguments):
        steps.clear()
        assert setup_env.main(["--root", str(project), *arguments]) == 0
        return [step[-1] for step in steps if "venv" in step]

    learner, whole = str(project / ".venv"), str(project / ".venv-dev")
    assert made() == [learner]
    assert made("--dev") == [whole]
    assert any(step[-1] == str(project / "locks" / "dev.txt") for step in steps)
    assert made() == made("--dev") == []
    write_lock(project, "a==1\n", name="dev")
    assert made() == []
    assert made("--dev") == [whole]
    assert made() == made("--dev") == []


def test_a_learner_compiles_what_is_used_and_the_whole_environment_all(project, steps):
    """A sandbox that can write nothing would compile anew at each start what pip has not."""

    def compiled(*arguments):
        steps.clear()
        assert setup_env.main(["--root", str(project), *arguments]) == 0
        by_pip = ["--no-compile" not in step for step in steps if "pip" in step]
        return by_pip, any("course_tools.first_imports" in step for step in steps)

    assert compiled() == ([False, False], True)
    assert compiled("--dev") == ([True, True], False)


def test_first_imports_that_fail_are_no_failure(project, steps, monkeypatch, capsys):
    call = setup_env.subprocess.call
    failing = "course_tools.first_imports"
    monkeypatch.setattr(setup_env.subprocess, "call", lambda command, **how: call(command, **how) or failing in command)
    assert setup_env.main(["--root", str(project)]) == 0
    assert "the first start of JupyterLab will take longer" in capsys.readouterr().err
    assert (project / ".venv" / ".made-from").exists()


def test_a_step_that_fails_leaves_no_mark(project, steps, monkeypatch, capsys):
    """Not even the mark of the environment that was there before."""
    assert setup_env.main(["--root", str(project)]) == 0
    write_lock(project, "a==1\n")
    monkeypatch.setattr(setup_env.subprocess, "call", lambda command, cwd, env: "--requirement" in command)
    assert setup_env.main(["--root", str(project)]) == 1
    assert "--requirement" in capsys.readouterr().err
    assert not (project / ".venv" / ".made-from").exists()


def test_missing_lock_and_wrong_python_are_refused(tmp_path, monkeypatch, capsys):
    assert setup_env.main(["--root", str(tmp_path)]) == 1
    assert "git checkout locks" in capsys.readouterr().err
    for version in ((3, 10, 2), (3, 15, 0)):
        monkeypatch.setattr(setup_env.sys, "version_info", version)
        monkeypatch.setattr(setup_env.sys, "version", f"{setup_env.dotted(version)} (main)")
        assert setup_env.main(["--root", str(tmp_path)]) == 1
        said = f"this is Python {setup_env.dotted(version)}; the course was tested with 3.11 to 3.14"
        assert said in capsys.readouterr().err


# ------------------------------------------------------------------ where PyTorch comes from


@pytest.fixture
def machine(monkeypatch):
    """`machine("linux", driver=False)`: set-up takes this machine for such a one, and waits little."""

    def become(system, *, driver=False, cpu_index=NOWHERE, patience=30):
        monkeypatch.setenv("no_proxy", "*")
        monkeypatch.setattr(setup_env.sys, "platform", system)
        monkeypatch.setattr(setup_env.platform, "machine", lambda: "x86_64")
        monkeypatch.setattr(setup_env, "has_nvidia_driver", lambda: driver)
        monkeypatch.setattr(setup_env, "CPU_INDEX", cpu_index)
        monkeypatch.setattr(setup_env, "PATIENCE", patience)

    return become


def torch_wheels():
    """PyTorch's index: wheels of other releases, Pythons, machines and builds around the one that is wanted."""
    python = f"{THIS}-{THIS}"
    around = [("2.13.0", "cp310-cp310-manylinux_2_28_x86_64"), ("2.13.0", f"{python}-manylinux_2_28_aarch64"),
              ("2.13.0", f"{python}t-manylinux_2_28_x86_64"), ("2.13.0", f"{python}-win_amd64"),
              ("2.13.01", f"{python}-manylinux_2_28_x86_64"), ("2.1340", f"{python}-manylinux_2_28_x86_64"),
              ("2.13", f"{python}-manylinux_2_28_x86_64")]  # fmt: skip
    named = [(f"torch-{version}+cpu-{tag}.whl", b"another one") for version, tag in around]
    return [*named, ("torch-2.13.0+cpu.cxx11.abi-" + f"{python}-linux_x86_64.whl", b"another build")]


WANTED = (f"torch-2.13.0+cpu-{THIS}-{THIS}-manylinux_2_28_x86_64.whl", b"1234567")


def test_without_a_driver_linux_takes_the_cpu_build(machine, capsys):
    with served(Index([*torch_wheels(), WANTED], links=True)) as index:
        machine("linux", cpu_index=index.address)
        source = setup_env.torch_source("", "2.13.0")
    assert (source.index, source.size, source.asked_for) == (index.address, 7, False)
    assert index.asked == ["/torch/", f"/files/{WANTED[0]}"], "one page, and one wheel's size"
    assert "asking 127.0.0.1 for PyTorch's CPU build" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("system", "driver", "asked_for", "expected"),
    [
        ("linux", True, "", ""),
        ("darwin", False, "", ""),
        ("win32", False, "", ""),
        ("linux", False, "none", ""),
        ("linux", True, "https://example.org/cu130", "https://example.org/cu130"),
        ("linux", False, "https://example.org/cpu", "https://example.org/cpu"),
        ("darwin", False, "https://example.org/cpu", "https://example.org/cpu"),
    ],
)
def test_nothing_is_asked_where_there_is_nothing_to_choose(machine, system, driver, asked_for, expected, capsys):
    with served(Index([WANTED], links=True)) as index:
        machine(system, driver=driver, cpu_index=index.address)
        assert setup_env.torch_source(asked_for, "2.13.0").index == expected
    assert index.asked == []
    assert capsys.readouterr().out == ""


def test_a_lock_without_pytorch_asks_for_none(machine):
    with served(Index([WANTED], links=True)) as index:
        machine("linux", cpu_index=index.address)
        assert setup_env.torch_source("", "").index == ""
    assert index.asked == []


def test_a_driver_is_known_by_its_file_or_its_program(tmp_path, monkeypatch):
    monkeypatch.setattr(setup_env, "DRIVER", tmp_path / "version")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not setup_env.has_nvidia_driver()
    (tmp_path / "version").touch()
    assert setup_env.has_nvidia_driver()
    (tmp_path / "version").unlink()
    program = tmp_path / ("nvidia-smi.exe" if os.name == "nt" else "nvidia-smi")
    program.touch()
    program.chmod(0o755)
    assert setup_env.has_nvidia_driver()


def falls_back(capsys, reason):
    assert setup_env.torch_source("", "2.13.0").index == ""
    out = capsys.readouterr().out
    assert reason in out
    assert "pip's ordinary index" in out
    assert "TORCH_INDEX=ADDRESS" in out


def test_an_index_without_this_release_for_this_python_and_machine(machine, capsys):
    with served(Index(torch_wheels(), links=True)) as index:
        machine("linux", cpu_index=index.address)
        this = ".".join(map(str, sys.version_info[:2]))
        falls_back(capsys, f"there is no torch 2.13.0+cpu for Python {this} on x86_64")


def test_a_proxy_that_answers_with_a_page_of_its_own(machine, capsys):
    index = Index([])
    index.answers["/torch/"] = ("text/html", "<h1>Willkommen im WLAN ☕</h1>".encode("latin-1", "replace") + b"\xff")
    with served(index):
        machine("linux", cpu_index=index.address)
        falls_back(capsys, "there is no torch 2.13.0+cpu")


def test_an_index_that_refuses(machine, capsys):
    with served(Index([])) as index:
        machine("linux", cpu_index=index.address)
        falls_back(capsys, "HTTP Error 404")


def test_an_index_whose_wheel_is_gone(machine, capsys):
    index = Index([WANTED], links=True)
    del index.answers[f"/files/{WANTED[0]}"]
    with served(index):
        machine("linux", cpu_index=index.address)
        falls_back(capsys, "HTTP Error 404")


def test_a_port_that_is_closed(machine, capsys):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    machine("linux", cpu_index=f"http://127.0.0.1:{port}")
    falls_back(capsys, "refused")


@contextlib.contextmanager
def raw_server(answer):
    """An address where `answer(connection, done)` speaks; `done` is set at the end of the block."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    with connection, contextlib.suppress(OSError):
                        connection.recv(1000)
                        answer(connection, done)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        done.set()


def test_what_answers_in_another_language(machine, capsys):
    with raw_server(lambda connection, done: connection.sendall(b"220 mail.example.org ESMTP\r\n\r\n")) as address:
        machine("linux", cpu_index=address)
        falls_back(capsys, "no answer that makes sense")


PAGE = f'<a href="/files/{WANTED[0]}">{WANTED[0]}</a>'.encode()
LATE = 6  # seconds after which the servers below answer as they should: who waits for that long takes the wheel


def answer_late(connection, done):
    done.wait(LATE)
    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE))


def drip(connection, done):
    """A byte at a time, so that no wait for the next one is long."""
    body = b"." * 150 + PAGE
    connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
    for byte in body:
        connection.sendall(bytes([byte]))
        if done.wait(0.03):
            break


@pytest.mark.parametrize("answer", [answer_late, drip])
@pytest.mark.slow
def test_an_index_that_keeps_us_waiting(machine, capsys, answer):
    with raw_server(answer) as address:
        machine("linux", cpu_index=address, patience=0.3)
        falls_back(capsys, "no answer in 0.3 seconds")


@pytest.mark.slow
def test_a_name_that_nobody_looks_up(machine, capsys, monkeypatch):
    done = threading.Event()

    def nobody(*_, **__):
        done.wait(LATE)
        raise OSError("looked up too late")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    machine("linux", cpu_index="http://download.example.org", patience=0.3)
    falls_back(capsys, "no answer in 0.3 seconds")
    done.set()


def test_only_pytorch_is_asked_of_another_index(project, steps, machine):
    """Its own needs are held to the pins; an index that was asked for by name may not be missed."""
    write_lock(project, "torch==2.13.0\n")
    machine("linux")
    assert setup_env.main(["--root", str(project), "--torch-index", "https://example.org/cu130"]) == 0
    lock = str(project / "locks" / "learner.txt")
    expected = ["--constraint", lock, "--extra-index-url", "https://example.org/cu130", "torch"]
    assert steps[1][-5:] == expected
    assert [step for step in steps if "https://example.org/cu130" in step] == [steps[1]]


@pytest.mark.parametrize(("by_name", "code"), [(True, 1), (False, 0)])
def test_a_failed_download_from_another_index(project, steps, machine, monkeypatch, by_name, code, capsys):
    """It is fatal if the index was named, and else the ordinary one is taken."""
    write_lock(project, "torch==2.13.0\n")
    call = setup_env.subprocess.call
    monkeypatch.setattr(
        setup_env.subprocess, "call", lambda command, **how: call(command, **how) or "--extra-index-url" in command
    )
    with served(Index([WANTED], links=True)) as index:
        machine("linux", cpu_index=index.address)
        named = ["--torch-index", index.address] if by_name else []
        assert setup_env.main(["--root", str(project), *named]) == code
    assert ("goes on with the PyTorch of pip's ordinary index" in capsys.readouterr().err) == (not by_name)
    assert (project / ".venv" / ".made-from").exists() == (not by_name)


# ------------------------------------------------------------------ what is said beforehand

SIZES = '{"learner": {"linux-x86_64": {"torch": 2730, "other": 163}}, "dev": {"linux-x86_64": {"torch": 9}}}'


@pytest.mark.parametrize(
    ("named", "wheel_size", "said"),
    [
        ("none", None, "about 2.9 GB to download"),
        ("", 191_794_682, "about 350 MB to download"),
        ("https://example.org/cu130", None, "PyTorch from https://example.org/cu130 and about 160 MB more to download"),
    ],
)
def test_how_much_there_is_to_download(project, steps, machine, monkeypatch, capsys, named, wheel_size, said):
    write_lock(project, "torch==2.13.0\n")
    (project / "locks" / "downloads.json").write_text(SIZES)
    machine("linux")
    monkeypatch.setattr(setup_env, "cpu_wheel_size", lambda index, version: wheel_size)
    assert setup_env.main(["--root", str(project), "--torch-index", named]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("sizes", ["{", "[]", '{"learner": {}}', SIZES.replace("163", '"many"'), None])
def test_set_up_does_not_depend_on_the_sizes(project, steps, machine, capsys, sizes):
    if sizes is not None:
        (project / "locks" / "downloads.json").write_text(sizes)
    machine("linux")
    assert setup_env.main(["--root", str(project)]) == 0
    assert "some minutes on a slow connection" in capsys.readouterr().out
