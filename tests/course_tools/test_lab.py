"""`course lab`: a Lab on the learner's own copies, from any folder, that asks nothing of the network."""

import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path

import pytest
from support import interrupts

from course_tools import address, cli, lab

FIRST = f"{address.FIRST}.ipynb"


def parsed(*words):
    parser = ArgumentParser()
    lab.arguments(parser)
    return parser.parse_args(list(map(str, words)))


class Started(list):
    environment = None


@pytest.fixture
def started(monkeypatch):
    """Commands that would have opened Lab, and the environment of the last; it ends with exit code 7."""
    commands = Started()

    class Process:
        def __init__(self, command, env):
            commands.append(command)
            commands.environment = env

        def wait(self):
            return 7

    monkeypatch.setattr(lab.subprocess, "Popen", Process)
    return commands


def test_words_after_two_dashes_are_for_jupyterlab(tmp_path, started):
    assert lab.run(parsed("--folder", tmp_path / "mine", "--", "--no-browser", "--port", "8889")) == 7
    ((*command, no_browser, port, number),) = started
    assert (no_browser, port, number) == ("--no-browser", "--port", "8889")
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path / 'mine'}" in command
    assert (tmp_path / "mine" / FIRST).is_file()


def test_copies_can_be_renewed_without_opening_lab(tmp_path, started, capsys):
    assert cli.main(["update", "--folder", str(tmp_path / "mine")]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"mine/{FIRST}: copied"
    assert (tmp_path / "mine" / FIRST).is_file()
    assert started == []


def test_without_jupyterlab_it_says_how_to_get_it(tmp_path, started, monkeypatch, capsys):
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    assert lab.run(parsed("--folder", tmp_path / "mine")) == 1
    error = capsys.readouterr().err
    assert "`make lab`" in error
    assert "pip install jupyterlab" in error
    assert started == []


def test_lab_finds_the_defaults_of_the_course_after_ones_own(tmp_path, started, monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    lab.run(parsed("--folder", tmp_path / "mine"))
    mine, course = started.environment["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert mine == str(tmp_path)
    defaults = json.loads((Path(course) / "labconfig" / "default_setting_overrides.json").read_text())
    assert defaults["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_a_folder_that_cannot_be_written_is_named(tmp_path, started, capsys):
    (tmp_path / "mine").write_text("a file in its place")
    assert lab.run(parsed("--folder", tmp_path / "mine")) == 1
    assert str(tmp_path / "mine") in capsys.readouterr().err
    assert started == []


def test_ctrl_c_leaves_the_end_to_lab(tmp_path, monkeypatch):
    """Lab hears it too, and asks whether it is meant: one Ctrl-C may not take the terminal away from it."""
    answers = [KeyboardInterrupt, KeyboardInterrupt, 0]

    class Process:
        def __init__(self, command, env):
            pass

        def wait(self):
            answer = answers.pop(0)
            if answer is KeyboardInterrupt:
                raise answer
            return answer

    monkeypatch.setattr(lab.subprocess, "Popen", Process)
    assert lab.run(parsed("--folder", tmp_path / "mine")) == 0
    assert answers == []


@pytest.mark.slow
@interrupts.needs_signals
def test_a_learners_lab_opens_the_first_notebook_and_has_no_news(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {name: str(tmp_path / name.lower()) for name in (
        "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR")}  # fmt: skip
    log = (tmp_path / "log").open("w+")
    words = ["lab", "--folder", tmp_path / "mine", "--", "--no-browser", f"--port={port}",
             "--ServerApp.port_retries=0", "--IdentityProvider.token=open-sesame"]  # fmt: skip
    process = interrupts.start(
        [sys.executable, "-m", "course_tools.cli", *words], cwd=tmp_path, env={**os.environ, **own},
        stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/?token=open-sesame") as answer:
                    page, address = answer.read().decode(), answer.url
                    break
            except OSError:
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.1)
        config = json.loads(re.search(r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
        # the page asks about news, and for them, only where they are not disabled
        assert config["news"] == {"disabled": True}
        assert address.partition("?")[0].endswith(f"/lab/tree/{FIRST}")
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        assert process.wait(timeout=300) == 0
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()
    with socket.create_server(("127.0.0.1", port)):  # Lab has ended: its port is free
        pass


@pytest.mark.slow
def test_what_a_learner_imports_first_is_there():
    from course_tools import first_imports

    assert [name for name in first_imports.USED.split() if importlib.util.find_spec(name) is None] == []


@pytest.mark.sweep
def test_what_a_learner_imports_first_is_imported_in_silence():
    done = subprocess.run([sys.executable, "-m", "course_tools.first_imports"], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
