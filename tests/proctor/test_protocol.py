"""Messages between processes, one of which may send what it likes."""

import socket
import struct
import time

import msgspec
import pytest
from support.rows import each_row

from proctor import Limits, Step, Task, protocol
from proctor.protocol import Tree
from proctor.task import Error, Stream
from proctor.wire import Channel, Closed, Malformed, TooLate, pack, pair, sendable, unpack


def packed(**fields):
    return msgspec.msgpack.encode(fields)


def test_messages_come_as_they_were_sent():
    for message, kind in [
        (protocol.Shown(Error("ValueError", "mine", ("a", "b"))), protocol.FromAuthor),
        (protocol.Shown(Stream("σ", "stderr")), protocol.FromAuthor),
        (protocol.Copied(17), protocol.FromAuthor),
        (protocol.Reply(ending=protocol.Raised(("A", "B"), "why", (("f", 13, "line"),)), changed=((3, ["list", []]),)),
         protocol.Reply | protocol.CallBack),
        (Task(steps=(Step("1"), Step("2", "test", "3")), answers=frozenset("ab"), files={"x": b"\x00"}), Task),
        (protocol.Settings(Limits(memory=13), True), protocol.Settings),
    ]:  # fmt: skip
        assert unpack(pack(message), kind) == message


@each_row("data", [
    b"", b"\xc1", b"\x91" * 10**5, b"\xdd\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", pack([1]), pack("done"),
    pack(None), packed(), packed(type="Done"), packed(type="Done", failed=1), packed(type="Copied", pid="1"),
    packed(type="Shown", output={"output_type": "stream", "text": 7}),
    packed(type="Shown", output={"output_type": "x"}),
    packed(type="Shown", output={"output_type": "display_data", "data": {"image/png": b"no text"}}),
    packed(type="Ended", error=None, number=1.0, outputs=[], attention=[]), pack(protocol.Files({})) + b"\x00",
])  # fmt: skip
def test_what_is_no_message_of_the_expected_kind_is_refused(data):
    with pytest.raises(Malformed):
        unpack(data, protocol.FromAuthor)


def test_a_step_has_tests_unless_it_is_the_authors(refuses):
    for step in (("1", "author", "2"), ("1", "test"), ("1", "given")):
        with refuses(ValueError, f"role {step[1]!r}"):
            Step(*step)
        data = msgspec.msgpack.encode({"steps": [dict(zip(("source", "role", "tests"), step, strict=False))]})
        with pytest.raises(Malformed):
            unpack(data, Task)


def test_text_and_numbers_of_other_classes_are_sent_as_what_they_are():
    class Text(str):
        def __str__(self):
            return "another"

    class Number(float):
        pass

    assert unpack(pack([Text("one"), Number(0.5)]), Tree) == ["one", 0.5]
    with pytest.raises(NotImplementedError, match="no data: set_iterator"):
        pack(iter({1}))


def test_half_a_character_is_sent_as_a_question_mark():
    with pytest.raises(UnicodeEncodeError):
        pack("\ud800")
    assert unpack(pack(sendable("σ\ud800")), str) == "σ?"


# ---------------------------------------------------------------------- channels


@pytest.fixture
def ends():
    both = pair()
    yield both
    for end in both:
        end.close()


def test_a_message_may_come_in_pieces_and_with_the_next(ends):
    ours, theirs = ends
    for piece in (b"\x03\x00\x00", b"\x00\x00\x00\x00\x00a"):
        theirs.connection.sendall(piece)
        with pytest.raises(TooLate):
            ours.receive_bytes(time.monotonic() + 0.001)
    theirs.connection.sendall(b"bc" + b"\x01" + b"\x00" * 7 + b"d")
    assert ours.receive_bytes() == b"abc"
    assert ours.receive_bytes() == b"d"


def test_a_descriptor_that_follows_a_message_is_not_lost(ends):
    ours, theirs = ends
    mine, other = socket.socketpair()
    theirs.send(protocol.MakeCopy())
    socket.send_fds(theirs.connection, [b"F"], [other.fileno()])
    assert ours.receive(protocol.ToAuthor) == protocol.MakeCopy()
    _, (descriptor,), *_ = socket.recv_fds(ours.connection, 1, 1)
    with socket.socket(fileno=descriptor) as came, mine, other:
        came.sendall(b"!")
        assert mine.recv(1) == b"!"


def test_the_length_is_bounded_before_anything_is_kept(ends):
    ours, theirs = ends
    ours = Channel(ours.connection, largest=13)
    theirs.send_bytes(b"x" * 13)
    assert ours.receive_bytes() == b"x" * 13
    theirs.connection.sendall(struct.pack("<Q", 14))
    with pytest.raises(Malformed, match="a message of 14 bytes, where 13 are allowed"):
        ours.receive_bytes()
    assert len(ours.buffer) == 8


def test_an_end_is_told_from_a_delay(ends):
    ours, theirs = ends
    with pytest.raises(TooLate):
        ours.receive(protocol.Done, time.monotonic() + 0.001)
    with pytest.raises(TooLate):  # the other end does not read
        ours.send_bytes(b"x" * 2**24, time.monotonic() + 0.001)
    theirs.close()
    with pytest.raises(Closed):
        ours.receive(protocol.Done)
    with pytest.raises(Closed):
        ours.send(protocol.Done(False))
