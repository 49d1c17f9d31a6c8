"""What the tests of grading share: a course whose engine is a stand-in."""

import functools
import json
import os
import shutil
import sys
import time

import jsonschema
import pytest
import support.homework_kinds as kinds
from support.graded import Course


@pytest.fixture(scope="session", autouse=True)
def schemas_are_checked_once():
    """nbgrader checks its own schema of metadata again before every cell, which takes longer than the cells do."""
    check = jsonschema.Draft4Validator.check_schema
    once = functools.cache(lambda text: check(json.loads(text)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonschema.Draft4Validator, "check_schema", lambda schema: once(json.dumps(schema)))
        yield


@pytest.fixture(scope="session", autouse=True)
def mark():
    """By this all processes of the engines are found that the tests of this folder start, and that they share."""
    if sys.platform == "win32":
        yield None
        return
    from support.graded_kinds import engines_marked

    with engines_marked(found := f"homework-{os.getpid()}-{time.monotonic_ns()}"):
        yield found


@pytest.fixture
def each_task_once():
    """What several submissions ask of the engine, it is asked once."""
    from support.graded_kinds import each_task_runs_once

    with each_task_runs_once():
        yield


@pytest.fixture
def engine(monkeypatch):
    """In place of `proctor.execute`: all tests are passed. What it was given is kept in a list."""
    import proctor

    tasks = []

    def execute(task, limits, **_):
        tasks.append(task)
        return proctor.Result(tuple(
            proctor.StepResult("ran", (), proctor.Verdict(outcome="passed") if step.role == "test" else None)
            for step in task.steps
        ))  # fmt: skip

    monkeypatch.setattr(proctor, "execute", execute)
    monkeypatch.setattr(proctor, "check", lambda **_: None)
    return tasks


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """A course with an assignment in its gradebook, and nothing handed in."""
    from course_tools.homework import gradebook, source

    course = Course(folder := tmp_path_factory.mktemp("untouched"))
    with gradebook.Course(course.output, source.load(kinds.NAME, course.source)):
        return folder


@pytest.fixture
def course(untouched, tmp_path, engine):
    """A `Course` in whose gradings all tests are passed."""
    shutil.copytree(untouched, tmp_path, dirs_exist_ok=True)
    return Course(tmp_path)
