"""The two ends of the connection between tests and author, in one process and without a sandbox."""

import contextlib
import io
import socket
import threading

from proctor import protocol
from proctor.calls import Calls
from proctor.link import Link
from proctor.protocol import Request
from proctor.tests_session import Namespace
from proctor.wire import Closed, Malformed, pair, unpack

AUTHOR = """
import numpy as np
import torch
def same(value): return value
def double(items): items *= 2
def clear(*items): [item.clear() for item in items]
def fails(): raise ValueError("σ\\ud800")
def prints(n): print("p" * n)
def square(z): return z ** 2
def train(model): model.weight.data.fill_(13); model.eval()
def plant(model): model.extra = torch.nn.Parameter(torch.ones(1))
def draw(): return np.random.rand()
def grow(): weight.data *= 5
def deep(n): return [deep(n - 1)] if n else []
class Both:
    def __eq__(self, other): return True
    def __len__(self): return 13
    def __iter__(self): return iter("ab")
both, weight, number, half = Both(), torch.ones(3, requires_grad=True), 7, "\\ud800"
"""


class Loop:
    """In place of the supervisor: gives requests to `Calls` in a thread, and what comes back, or what `forge` says.

    Attributes
    ----------
    namespace : dict
        The author's.
    forge : callable or None
        From the packed message that came to the one that is handed on.
    requests : list of Request
    """

    def __init__(self):
        self.namespace, self.forge, self.requests = {"__name__": "__main__"}, None, []
        exec(AUTHOR, self.namespace)
        self.ours, self.theirs = pair()
        self.calls = Calls(self.theirs, self.namespace)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        with contextlib.suppress(Closed):  # in the middle of a call
            self.calls.serve()

    def send(self, message):
        with contextlib.suppress(Malformed):  # what a function of the test's gave
            self.requests.append(unpack(message.data, Request))
        self.ours.send_bytes(message.data)

    def receive(self, kind):
        data = self.ours.receive_bytes()
        return protocol.Answer(data if self.forge is None else self.forge(data))

    def close(self):
        self.ours.connection.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.ours.close()
        self.theirs.close()


def connected():
    """A link whose author has the names of AUTHOR, in a test that has just begun."""
    link = Link(Loop())
    link.namespace, link.author = Namespace(link.name), "pupil"
    link.printed = io.StringIO()
    link.begin(3)
    return link


def author_writes(link, source):
    """Have the author define more."""
    exec(source, link.channel.namespace)
