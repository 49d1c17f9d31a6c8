"""The command `course`: what it offers, and what it says to those who call it by an older name."""

import argparse
import importlib
import signal
import subprocess
import sys

import pytest
from support.interrupts import needs_signals, start
from support.rows import each_row

from course_tools import cli, shared_options
from course_tools.claims import command
from course_tools.mutants import command as mutants


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["--help"])
    assert caught.value.code == 0
    shown = capsys.readouterr().out
    for name, (_, summary) in cli.COMMANDS.items():
        assert name in [line.split()[0] for line in shown.splitlines() if line.startswith("    ")]
        assert summary in " ".join(shown.split())


@pytest.mark.slow
@each_row("name", cli.COMMANDS)
def test_every_command_has_help_of_its_own(name, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([name, "--help"])
    assert caught.value.code == 0
    assert f"usage: course {name}" in capsys.readouterr().out


def options_of(parser):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                yield from options_of(subparser)
        else:
            yield action


@pytest.mark.slow
@each_row("name", cli.COMMANDS)
def test_no_number_of_an_option_is_taken_whatever_it_is(name):
    parser = argparse.ArgumentParser()
    importlib.import_module(cli.COMMANDS[name][0]).arguments(parser)
    any_number = {"seed", "falsify", "port"}  # the last is refused where the page is served
    bare = [one.dest for one in options_of(parser) if one.type in (int, float) and one.dest not in any_number]
    assert bare == []


@each_row(
    ("take", "text"),
    [
        *((shared_options.at_least_one, text) for text in ("0", "-1", "1.5", "two", "", "²", "٣")),
        *((shared_options.seconds, text) for text in ("0", "-1", "soon", "", "nan", "inf")),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_by_its_name(take, text):
    with pytest.raises(argparse.ArgumentTypeError, match=rf"expected, got {text!r}$"):
        take(text)


def test_an_option_says_its_default(capsys):
    parser = argparse.ArgumentParser()
    shared_options.jobs(parser, "notebooks", default=3)
    shared_options.cell_timeout(parser)
    assert parser.parse_args([]) == argparse.Namespace(jobs=3, cell_timeout=60)
    shown = " ".join(parser.format_help().split())
    assert "notebooks at a time (default 3)" in shown
    assert "that a cell may take (default 60)" in shown
    with pytest.raises(SystemExit):
        parser.parse_args(["--jobs", "0"])
    assert "argument --jobs: a whole number from 1 on is expected, got '0'" in capsys.readouterr().err


def test_a_command_that_is_not_there_names_those_there_are(capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["grate"])
    assert caught.value.code == 2
    assert "invalid choice: 'grate'" in capsys.readouterr().err


@pytest.mark.parametrize(("old", "new"), [("homework grade", "course grade"), ("homework release", "course release")])
def test_an_old_spelling_names_the_new_one(old, new, capsys):
    assert cli.main([*old.split(), "hw1", "submitted"]) == 2
    assert f"is now `{new}`" in capsys.readouterr().err


@each_row(
    ("old", "new"),
    [("slides", "course slides"), ("homework.grade", "course grade"), ("cli", "course"), ("render", "course --help")],
)
def test_an_old_module_names_the_command(old, new):
    module = f"course_utils.instructor.{old}"
    done = subprocess.run([sys.executable, "-m", module, "--jobs", "2"], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == f"`python -m {module}` is now: {new}\n"


def test_a_learners_environment_says_what_makes_the_whole_one(monkeypatch, capsys):
    def missing(module):
        raise ModuleNotFoundError("No module named 'nbgrader.api'", name="nbgrader.api")

    monkeypatch.setattr(cli.importlib, "import_module", missing)
    assert cli.main(["grade", "hw1", "submitted"]) == 1
    error = capsys.readouterr().err
    assert "`course grade` needs nbgrader.api" in error
    assert "`make dev`" in error


@pytest.mark.parametrize("name", ["course_tools.homework.lost", "proctor", None])
def test_a_module_of_our_own_that_is_lost_is_no_matter_of_environments(monkeypatch, name):
    def missing(module):
        raise ModuleNotFoundError("lost", name=name)

    monkeypatch.setattr(cli.importlib, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match="lost"):
        cli.main(["grade", "hw1", "submitted"])


@pytest.mark.parametrize("name", cli.OF_A_CLONE)
def test_an_installed_copy_of_the_course_is_not_changed(monkeypatch, capsys, name):
    monkeypatch.setattr(cli.project, "IS_CLONE", False)
    words = {"new": ["assignment", "hw9"], "exercises": ["sync"]}.get(name, [])
    assert cli.main([name, *words]) == 2
    assert "Run it in a clone of the course." in capsys.readouterr().err


def test_an_installed_copy_executes_named_notebooks_only(monkeypatch, capsys):
    monkeypatch.setattr(cli.project, "IS_CLONE", False)
    assert cli.main(["execute"]) == 2
    assert "Name the notebooks" in capsys.readouterr().err


def test_an_installed_copy_says_how_the_whole_one_is_installed(monkeypatch, capsys):
    def missing(module):
        raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")

    monkeypatch.setattr(cli.importlib, "import_module", missing)
    monkeypatch.setattr(cli.project, "IS_CLONE", False)
    assert cli.main(["grade", "hw1", "submitted"]) == 1
    error = capsys.readouterr().err
    assert "[dev]" in error
    assert "make" not in error


def test_ctrl_c_is_heard_also_while_a_command_is_imported(monkeypatch, capsys):
    def interrupted(module):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.importlib, "import_module", interrupted)
    assert cli.main(["grade", "hw1", "submitted"]) == 130
    assert capsys.readouterr().err == "\nInterrupted: what is not reported above is as it was.\n"


@needs_signals
def test_what_notebooks_are_forked_from_ends_by_ctrl_c_without_a_word():
    assert command.LOADED[0] == "course_tools.forked_from"  # the others take seconds
    source = "import os, signal, course_tools.forked_from\nos.kill(os.getpid(), signal.SIGINT)\nprint('still here')"
    process = start([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert (*process.communicate(), process.returncode) == ("", "", -signal.SIGINT)


@needs_signals
def test_ctrl_c_reaches_no_process_of_the_pool_of_mutants():
    source = "import signal; print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)"
    before = signal.getsignal(signal.SIGINT)
    with mutants._ctrl_c_for_us_alone():
        started = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert signal.getsignal(signal.SIGINT) is before
    assert started.communicate()[0] == "True\n"


def test_garbage_is_looked_for_seldom_where_the_process_is_the_commands_own_and_as_ever_elsewhere(monkeypatch):
    done = []
    for name in ("disable", "freeze", "set_threshold", "enable"):
        monkeypatch.setattr(cli.gc, name, lambda *_, name=name: done.append(name))
    monkeypatch.setattr(cli.importlib, "import_module", lambda _: done.append("import") or 1 / 0)
    for argv, expected in ((["grade"], ["import"]),
                           (None, ["disable", "import", "freeze", "set_threshold", "enable"])):  # fmt: skip
        done.clear()
        monkeypatch.setattr(sys, "argv", ["course", "grade"])
        with pytest.raises(ZeroDivisionError):
            cli.main(argv)
        assert done == expected
