"""Set-up: made once, made anew when the pins change, and nothing left behind by a failure or Ctrl-C.

A small project of its own stands in for the course: its build backend is ten lines, so that
nothing is downloaded.
"""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import setup_env
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


@pytest.fixture
def project(tmp_path):
    (tmp_path / "backend.py").write_text(BACKEND)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    return tmp_path


def start(project, index, **options):
    """Run the set-up against a package index at `index`, as make does."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {"PIP_INDEX_URL": index, "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}
    return subprocess.Popen(
        [sys.executable, ROOT / "tools" / "setup_env.py", "--root", project],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def run(project, index="http://127.0.0.1:9/simple"):
    process = start(project, index)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.mark.slow
def test_broken_network_then_success_then_nothing_to_do(project):
    lock = project / "requirements.lock"
    lock.write_text("surely-not-installed==1.0\n")
    code, _, err = run(project)
    assert code == 1
    assert "this step failed" in err
    assert "run\nthe same make command again" in err
    assert not (project / ".venv" / ".made-from").exists()

    lock.write_text("# nothing to install\n")
    assert run(project)[0] == 0
    python = setup_env.interpreter(project / ".venv")
    assert subprocess.run([python, "-c", "import tiny"]).returncode == 0

    (project / ".venv" / "kept").touch()
    assert run(project) == (0, "", "")
    assert (project / ".venv" / "kept").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_ctrl_c_leaves_no_mark_and_says_what_to_do(project):
    (project / "requirements.lock").write_text("surely-not-installed==1.0\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:  # an index that accepts and never answers
        process = start(project, f"http://127.0.0.1:{silent.getsockname()[1]}/simple", start_new_session=True)
        silent.settimeout(100)
        connection, _ = silent.accept()  # pip is now waiting for it
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does: to make, to us and to pip
        _, err = process.communicate(timeout=60)
        connection.close()
    assert process.returncode == setup_env.INTERRUPTED
    assert "Run the same make command again" in err
    assert not (project / ".venv" / ".made-from").exists()


def test_fingerprint_follows_the_lock_and_the_place(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n")
    first = setup_env.fingerprint(lock, tmp_path / ".venv")
    assert setup_env.fingerprint(lock, tmp_path / ".venv") == first
    os.utime(lock, (time.time() + 100,) * 2)
    assert setup_env.fingerprint(lock, tmp_path / ".venv") == first, "a touched file has not changed"
    assert setup_env.fingerprint(lock, tmp_path / "moved" / ".venv") != first
    lock.write_text("a==2\n")
    assert setup_env.fingerprint(lock, tmp_path / ".venv") != first


def test_changed_pins_make_the_environment_anew(project, monkeypatch):
    """An environment whose mark does not match is not trusted, even if its interpreter works."""
    venv = project / ".venv"
    interpreter = setup_env.interpreter(venv)
    interpreter.parent.mkdir(parents=True)
    interpreter.touch()
    (project / "requirements.lock").write_text("a==1\n")
    (venv / ".made-from").write_text("made from other pins\n")
    ran = []
    monkeypatch.setattr(setup_env.subprocess, "call", lambda command, cwd: ran.append(command) or 0)
    assert setup_env.main(["--root", str(project), "--torch-index", "https://example.org/cpu"]) == 0
    assert "--clear" in ran[0]
    assert ran[1][-4:] == ["--extra-index-url", "https://example.org/cpu", "-r", project / "requirements.lock"]
    assert setup_env.main(["--root", str(project)]) == 0
    assert len(ran) == 3, "the second call has nothing to do"


def test_missing_lock_and_wrong_python_are_refused(tmp_path, monkeypatch, capsys):
    assert setup_env.main(["--root", str(tmp_path)]) == 1
    assert "git checkout requirements.lock" in capsys.readouterr().err
    monkeypatch.setattr(setup_env.sys, "version_info", (3, 10, 2))
    monkeypatch.setattr(setup_env.sys, "version", "3.10.2 (main)")
    assert setup_env.main(["--root", str(tmp_path)]) == 1
    assert "this is Python 3.10.2; the course was tested with 3.11 to 3.13" in capsys.readouterr().err
