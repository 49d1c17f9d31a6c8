"""Connections between the engine's processes: length, then msgpack, over a Unix socket.

msgpack holds numbers, text, bytes, lists and maps and nothing that runs, so a message of an untrusted process can be
decoded by any other. It is decoded as a kind of message that `protocol` knows. Its length is bounded here, and before
anything is made of it, how many values it holds and how deep they lie: eight million empty maps are 8 MB on their way
and 2 GB as objects.
"""

import contextlib
import functools
import signal
import socket
import struct
import time

import msgspec

LARGEST = 64 * 2**20  # bytes of one message
MOST_VALUES = 100_000  # in one message of a process that is not trusted
DEEPEST = 200  # values within values
HARMLESS = 4096  # bytes that hold too little to be counted


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


def unpack(data, kind, values=MOST_VALUES):
    """The message of this kind that was packed.

    Parameters
    ----------
    data : bytes
    kind : type
        What msgspec is to decode it as.
    values : int or None
        How many values it may hold; None if whoever sent it is trusted.

    Raises
    ------
    Malformed
        If it is none, one of another kind, or of too much.
    """
    if values is not None and len(data) > HARMLESS:
        count(data, values)
    try:
        return _decoder(kind).decode(data)
    except Exception as error:  # msgspec's own kinds and RecursionError
        raise Malformed(sendable(f"{type(error).__name__}: {error}")) from None


# by the first byte: how many bytes tell the size or the number, how many follow at least, values for each of its items
_SIZED = {
    0xC4: (1, 0, 0), 0xC5: (2, 0, 0), 0xC6: (4, 0, 0), 0xD9: (1, 0, 0), 0xDA: (2, 0, 0), 0xDB: (4, 0, 0),
    0xC7: (1, 1, 0), 0xC8: (2, 1, 0), 0xC9: (4, 1, 0), 0xDC: (2, 0, 1), 0xDD: (4, 0, 1), 0xDE: (2, 0, 2),
    0xDF: (4, 0, 2),
}  # fmt: skip
_FIXED = {
    0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8,
    0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17,
}  # fmt: skip


def count(data, most=MOST_VALUES, deepest=DEEPEST):
    """How many values packed data hold, counted without making any of them.

    Parameters
    ----------
    data : bytes
        As msgpack has it, or anything else: what msgspec refuses may be counted as if it were right.
    most, deepest : int

    Raises
    ------
    Malformed
        If there are more, if they are nested deeper, or if the data end before they do.
    """
    place, end, found, open_ = 0, len(data), 1, [1]  # values that each level still lacks
    while open_:
        if not open_[-1]:
            open_.pop()
            continue
        open_[-1] -= 1
        if place >= end:
            raise Malformed("a message that ends too early")
        first = data[place]
        place += 1
        inside = 0
        if first < 0x80 or first >= 0xE0:
            continue
        if first < 0xA0:
            inside = (first & 0x0F) * (1 if first >= 0x90 else 2)
        elif first < 0xC0:
            place += first & 0x1F
        elif first in _SIZED:
            width, more, items = _SIZED[first]
            size = int.from_bytes(data[place : place + width])
            place += width + more + (0 if items else size)
            inside = size * items
        else:
            place += _FIXED.get(first, 0)
        if inside:
            found += inside
            if found > most:
                raise Malformed(f"a message of more than {most:,} values")
            if len(open_) >= deepest:
                raise Malformed(f"a message that is nested more than {deepest} deep")
            open_.append(inside)
    if place > end:
        raise Malformed("a message that ends too early")
    return found


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
        """A message of whoever is trusted."""
        return unpack(self.receive_bytes(deadline), kind, None)

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
