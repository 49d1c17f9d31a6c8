"""Connections between the engine's processes: length, then msgpack, over a Unix socket.

msgpack holds numbers, text, bytes, lists and maps and nothing that runs, so a message of an untrusted process can be
decoded by any other. It is decoded as a kind of message that `protocol` knows; its length is bounded here.
"""

import contextlib
import functools
import signal
import socket
import struct
import time

import msgspec

LARGEST = 64 * 2**20  # bytes of one message


class Closed(Exception):
    """The other end has gone."""


class TooLate(Exception):
    """No whole message before the deadline."""


class Malformed(Exception):
    """What came is no message."""


def _plain(value):
    """What calls itself text or a number, as the text or the number that it holds."""
    for kind in (str, bytes, int, float):
        if isinstance(value, kind):
            return kind.__str__(value) if kind is str else kind(value)
    raise NotImplementedError(f"no data: {type(value).__name__}")


def sendable(value):
    """As text that can be sent: half a character (a surrogate) cannot."""
    return str(value).encode("utf-8", "replace").decode()


pack = msgspec.msgpack.Encoder(enc_hook=_plain).encode


@functools.cache
def _decoder(kind):
    return msgspec.msgpack.Decoder(kind)


def unpack(data, kind):
    """The message of this kind that was packed.

    Raises
    ------
    Malformed
        If it is none, or one of another kind.
    """
    try:
        return _decoder(kind).decode(data)
    except Exception as error:  # msgspec's own kinds and RecursionError
        raise Malformed(f"{type(error).__name__}: {error}") from None


@contextlib.contextmanager
def interruptible():
    """Let interrupts in. Outside of this they wait, so that none falls between the halves of a message."""
    while signal.sigtimedwait({signal.SIGINT}, 0):
        pass  # one that came too late for the cell it was meant for
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


@contextlib.contextmanager
def uninterruptible():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Channel:
    """One end of a connection; `send_bytes` and `receive_bytes` move messages that are packed already."""

    def __init__(self, connection, largest=LARGEST):
        self.connection, self.largest = connection, largest
        self.buffer = bytearray()

    def fileno(self):
        return self.connection.fileno()

    def send(self, message, deadline=None):
        self.send_bytes(pack(message), deadline)

    def send_bytes(self, data, deadline=None):
        self.connection.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
        try:
            self.connection.sendall(struct.pack("<Q", len(data)) + data)
        except TimeoutError:
            raise TooLate from None
        except OSError:
            raise Closed from None
        finally:
            self._block()

    def receive(self, kind, deadline=None):
        return unpack(self.receive_bytes(deadline), kind)

    def receive_bytes(self, deadline=None):
        while (data := self.take()) is None:
            self.connection.settimeout(None if deadline is None else max(deadline - time.monotonic(), 0.001))
            try:
                self.fill()
            except TimeoutError:
                raise TooLate from None
            finally:
                self._block()
        return data

    def fill(self):
        """Read what is there, waiting at most for the socket's time limit."""
        try:
            # never beyond the message: a descriptor that follows it would be lost
            part = self.connection.recv(min(self._missing(), 2**20))
        except TimeoutError:
            raise
        except OSError:
            raise Closed from None
        if not part:
            raise Closed
        self.buffer += part

    def take(self):
        """The packed message that has come, or None."""
        if len(self.buffer) < 8 or self._missing():
            return None
        data, self.buffer = bytes(self.buffer[8:]), bytearray()
        return data

    def _missing(self):
        if len(self.buffer) < 8:
            return 8 - len(self.buffer)
        (size,) = struct.unpack("<Q", self.buffer[:8])
        if size > self.largest:
            raise Malformed(f"a message of {size} bytes, where {self.largest} are allowed")
        return 8 + size - len(self.buffer)

    def _block(self):
        with contextlib.suppress(OSError):
            self.connection.settimeout(None)

    def close(self):
        self.connection.close()


def pair():
    """Two connected channels."""
    ours, theirs = socket.socketpair()
    return Channel(ours), Channel(theirs)
