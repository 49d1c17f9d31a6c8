"""What the author's session sends, whatever its cells print and raise: never a message that is too large."""

import inspect
import os
import socket
import sys
from types import ModuleType, SimpleNamespace

from proctor import protocol
from proctor.author_session import LARGEST_PIECE, Sent, Session, _known_as_main, _open_files, _texts
from proctor.supervisor import LARGEST_SHOWN
from proctor.wire import pack


def test_what_is_printed_at_once_is_sent_in_pieces_and_all_of_it():
    sent = []
    stream = Sent(SimpleNamespace(send=sent.append), "stderr")
    text = "σ\U0001f600\ud800" * LARGEST_PIECE
    stream.write(text)
    assert len(sent) == 3
    assert all(len(pack(message)) < LARGEST_SHOWN / 2 for message in sent)
    assert "".join(message.output.text for message in sent) == text.replace("\ud800", "?")
    assert {message.output.name for message in sent} == {"stderr"}


def shown_of(etype, evalue, traceback):
    shown = []
    Session._error(SimpleNamespace(show=shown.append), etype, evalue, traceback)
    return shown[0]


def test_an_exception_of_any_length_is_sent_with_its_beginning():
    kind = type("E" * 10**6, (Exception,), {})
    error = shown_of(kind, kind("\U0001f600" * 3 * 10**6), ["first", "\U0001f600" * 3 * 10**6, *["line"] * 10**4])
    assert len(pack(protocol.Shown(error))) < LARGEST_SHOWN / 2
    assert (error.ename[:3], error.evalue[:2], error.traceback[0]) == ("EEE", "\U0001f600" * 2, "first")
    short = shown_of(ValueError, ValueError("a\nb"), ["Traceback", "ValueError: a\nb"])
    assert (short.ename, short.evalue) == ("ValueError", "a\nb")
    assert "\n".join(short.traceback) == "Traceback\nValueError: a\nb"
    assert shown_of(ValueError, ValueError(), "one line").traceback == ("one line",)


def test_an_output_is_measured_in_bytes():
    assert _texts({"text/plain": "x" * 3 * 2**20}) == {"text/plain": "x" * 3 * 2**20}
    assert _texts({"text/plain": "\U0001f600" * 2**20}) == {"text/plain": "an output of 4 MB, left out"}


def test_files_pipes_and_sockets_that_are_open_are_told_from_the_others(tmp_path):
    before = _open_files()
    ends, pair = os.pipe(), socket.socketpair()
    with open(tmp_path / "file", "w") as file, open(os.devnull) as null:
        new = {number: kind for number, kind in _open_files().items() if number not in before}
        assert new == {file.fileno(): "file", **dict.fromkeys(ends, "pipe"),
                       **{one.fileno(): "socket" for one in pair}}  # fmt: skip
        assert null.fileno() not in new
    for end in ends:
        os.close(end)
    for one in pair:
        one.close()
    assert _open_files() == before


def test_for_an_error_in_a_cell_no_module_is_looked_through(monkeypatch, tmp_path):
    """That would touch thousands of them, and a fork would copy what is touched."""
    looked_at = []
    watched = type("Watched", (ModuleType,), {"__file__": property(lambda _: looked_at.append(0))})
    monkeypatch.setitem(sys.modules, "watched", watched("watched"))
    monkeypatch.setattr(inspect, "modulesbyfile", {})
    compiler = SimpleNamespace(cache=lambda source, number: f"<cell {number}>")
    _known_as_main(compiler)

    def frame_of(name):
        names = {"sys": sys}
        exec(compile("frame = sys._getframe()", name, "exec"), names)
        return names["frame"]

    assert inspect.getmodule(frame_of(compiler.cache("frame", 1))) is sys.modules["__main__"]
    assert looked_at == []
    inspect.getmodule(frame_of("<another>"))
    assert looked_at  # as would be seen
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert compiler.cache("frame", 2) == "<cell 2>"
