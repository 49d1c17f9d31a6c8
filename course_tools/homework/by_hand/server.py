"""The page, served to this machine alone.

Whoever asks must know the token, which is part of the address; name this machine by a name of its own, so that no
other site's name can be led here; and, to save, be the page itself. Nothing is loaded from anywhere.
"""

import json
import secrets
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

from sqlalchemy.exc import OperationalError

from ... import prose, render
from .store import Conflict, NotAllowed

HOST = "127.0.0.1"
MOST_READ = 200_000  # bytes of what is to be saved
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
POLICY = ("default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}' 'unsafe-inline'; img-src data:; "
          "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")  # fmt: skip


class Server(ThreadingHTTPServer):
    """Serves the page until it is shut down.

    Parameters
    ----------
    page : Page
    port : int
        0 takes one that is free.

    Attributes
    ----------
    address : str
        Of the page, with the token.
    """

    daemon_threads = True

    def __init__(self, page, port=0):
        self.page, self.token = page, secrets.token_urlsafe(24)
        super().__init__((HOST, port), Handler)
        self.address = f"http://{HOST}:{self.server_port}/{self.token}/"

    def handle_error(self, request, client_address):
        """A browser that goes away is no error."""


class Page:
    """What is shown and saved.

    Parameters
    ----------
    assignment : str
    sheets : list of Sheet
    store : Store
    current : callable
        From a question's name and a student to the digest of the answer as it is graded now.
    names : bool
        Whether the page shows whose an answer is.
    """

    def __init__(self, assignment, sheets, store, current, names=False):
        self.assignment, self.store, self.current, self.names = assignment, store, current, names
        self.sheets = {sheet.name: sheet for sheet in sheets}
        self.answers = {(sheet.name, answer.key): answer for sheet in sheets for answer in sheet.answers}

    def html(self, nonce):
        sheets = [
            {"name": sheet.name, "maximum": sheet.maximum, "n_unseen": len(sheet.unseen),
             "items": [{"text": item.text, "points": item.points} for item in sheet.items]}
            for sheet in self.sheets.values()
        ]  # fmt: skip
        items = {sheet.name: [prose.inline(item.text) for item in sheet.items] for sheet in self.sheets.values()}
        return render.page(
            "by_hand.html.j2", title=f"{self.assignment} by hand", assignment=self.assignment, nonce=nonce,
            sheets=list(self.sheets.values()), items=items, data=render.json_script("application/json", sheets),
        )  # fmt: skip

    def overview(self):
        """{question: [[key, whether it is to be done, whether it is empty]]}"""
        told = {}
        for name, sheet in self.sheets.items():
            states = self.store.states(name)
            told[name] = [[answer.key, (state := states.get(answer.students[0])) is None or state.asked, answer.empty]
                          for answer in sheet.answers]  # fmt: skip
        return told

    def answer(self, question, key):
        """One answer as the page shows it."""
        answer = self.answers[question, key]
        state = self.store.states(question)[answer.students[0]]
        return {"html": answer.html, "note": answer.note, "who": ", ".join(answer.students) if self.names else "",
                "n_students": len(answer.students), "state": _told(state)}  # fmt: skip

    def save(self, wanted):
        """Save what the page sends."""
        question, key = wanted["question"], wanted["key"]
        answer, sheet = self.answers[question, key], self.sheets[question]
        if self.current(question, answer.students[0]) != answer.digest:
            raise NotAllowed("the answer was handed in anew and graded since; end this command and start it again")
        return _told(self.store.save(
            sheet, answer, wanted["version"], points=wanted["points"], comment=wanted["comment"], ticks=wanted["ticks"]
        ))  # fmt: skip


def _told(state):
    return {**asdict(state), "version": state.version}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server_version, sys_version = "course", ""
    timeout = 60  # of a browser that opens a connection and says nothing

    def do_GET(self):
        if not self._allowed():
            return
        path = self._path()
        if path == "":
            nonce = secrets.token_urlsafe(16)
            self._send(200, self.server.page.html(nonce), "text/html; charset=utf-8", POLICY.format(nonce=nonce))
        elif path == "overview":
            self._answer(self.server.page.overview)
        elif path.startswith("answer/") and path.count("/") == 2:
            self._answer(lambda: self.server.page.answer(*path.split("/")[1:]))
        else:
            self._refuse(404, "there is nothing of this name")

    def do_POST(self):
        if not self._allowed() or not self._is_the_page():
            return
        if self._path() != "save":
            return self._refuse(404, "there is nothing of this name")
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 < length <= MOST_READ:
                raise ValueError
            wanted = json.loads(self.rfile.read(length))
        except ValueError:
            return self._refuse(400, "what is to be saved cannot be read")
        self._answer(lambda: self.server.page.save(wanted))

    def _path(self):
        return unquote(urlsplit(self.path).path).removeprefix(f"/{self.server.token}/")

    def _allowed(self):
        port = self.server.server_port
        if self.headers.get_all("Host") not in ([f"{HOST}:{port}"], [f"localhost:{port}"]):
            self._refuse(403, "this is a page of this machine alone")
            return False
        token = urlsplit(self.path).path.split("/")[1:2] or [""]
        if not secrets.compare_digest(token[0].encode(), self.server.token.encode()) or self.path.count("/") < 2:
            self._refuse(403, "the address is that which `course by-hand` has printed, with its long last part")
            return False
        return True

    def _is_the_page(self):
        origins = (f"http://{HOST}:{self.server.server_port}", f"http://localhost:{self.server.server_port}")
        if self.headers.get("Origin") not in origins:
            self._refuse(403, "only the page itself saves")
            return False
        if self.headers.get("Content-Type") != "application/json":
            self._refuse(415, "what is to be saved is JSON")
            return False
        return True

    def _answer(self, make):
        try:
            self._send(200, json.dumps(make()), "application/json")
        except Conflict as conflict:
            self._send(409, json.dumps({"state": _told(conflict.state)}), "application/json")
        except NotAllowed as error:
            self._refuse(422, str(error))
        except (KeyError, TypeError):
            self._refuse(400, "there is no such answer")
        except (OSError, OperationalError) as error:
            self._refuse(503, f"not saved, as the gradebook cannot be written: {getattr(error, 'orig', error)}")

    def _refuse(self, code, why):
        self._send(code, json.dumps({"why": why}), "application/json")

    def _send(self, code, text, kind, policy="default-src 'none'"):
        data = text.encode("utf-8")
        self.send_response(code)
        for name, value in {**HEADERS, "Content-Type": kind, "Content-Security-Policy": policy,
                            "Content-Length": str(len(data))}.items():  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """Nothing: a terminal full of requests says nothing to whom grades."""
