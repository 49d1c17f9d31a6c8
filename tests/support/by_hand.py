"""A class whose answers in words are graded by hand, and the page that serves them."""

import contextlib
import http.client
import json
import threading
from urllib.parse import urlsplit

import nbformat
import support.homework_kinds as kinds

RUBRIC = "The model answer.\n\n- [1] names the cause\n- [2] has a *number*\n- [-0.5] a wrong sign\n"


def with_rubric(course):
    """The assignment of a `Course`, with a rubric for its answer in words."""
    path = course.source / f"{kinds.NAME}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    kinds.find(notebook, "words").source = RUBRIC
    nbformat.write(notebook, path)
    return course


def keys(page):
    """{student: key of the answer}"""
    return {student: answer.key for answer in page.sheets["words"].answers for student in answer.students}


@contextlib.contextmanager
def served(course, **options):
    """The page of a graded class, while it is served; its `Server`."""
    from course_tools.homework.by_hand import command  # here, as it brings all of nbgrader
    from course_tools.homework.by_hand.server import Server

    page = command.prepare(course.output, kinds.NAME, **options)
    with Server(page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            page.store.close()


def ask(server, path, body=None, *, token=None, headers=None, without=()):
    """What the server answers: (code, headers, text). As the page asks, but for what is given here."""
    host = f"127.0.0.1:{server.server_port}"
    said = {"Host": host}
    if body is not None:
        said |= {"Origin": f"http://{host}", "Content-Type": "application/json"}
    said = {name: value for name, value in (said | (headers or {})).items() if name not in without}
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)
    try:
        connection.putrequest("GET" if body is None else "POST", f"/{server.token if token is None else token}/{path}",
                              skip_host=True)  # fmt: skip
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        for name, value in said.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def save(server, key, version, points, comment="", ticks=(), **options):
    """Save as the page does; (code, what was answered)."""
    wanted = {"question": "words", "key": key, "version": version, "points": points, "comment": comment,
              "ticks": list(ticks)}  # fmt: skip
    code, _, text = ask(server, "save", wanted, **options)
    return code, json.loads(text)


def state(server, key):
    """What stands there of an answer."""
    code, _, text = ask(server, f"answer/words/{key}")
    assert code == 200, text
    return json.loads(text)["state"]


def path_of(address):
    return urlsplit(address).path
