"""What a cell shows is bounded, whatever it sends."""

import pytest
from support.rows import each_row

from proctor.beginning import Beginning
from proctor.collect import COUNTS_AS, LEFT_OUT, MOST_DISPLAYS, MOST_OUTPUTS, Collect
from proctor.task import Display, Error, Stream, Value


def collected(*outputs, limit=17, enough=100):
    collect = Collect(limit, enough)
    for output in outputs:
        collect.output(output)
    return collect


def test_pieces_of_one_stream_become_one_output():
    collect = collected(Stream("a"), Stream("b"), Stream("c", "stderr"), Stream("d"), Value({"text/plain": "e"}))
    collect.raw("σ\xff".encode("latin-1", "replace") + b"\xff")
    collect.output(Stream("f"))
    assert collect.end() == (
        Stream("ab"), Stream("c", "stderr"), Stream("d"), Value({"text/plain": "e"}), Stream("?\ufffd\ufffdf"),
    )  # fmt: skip


def test_more_may_be_added_at_the_end_and_later_prints_change_nothing():
    collect = collected(Stream("a"))
    error = Error.saying("TimeLimit", "stopped")
    ended = collect.end(error)
    assert ended == (Stream("a"), error)
    assert error.traceback == ("TimeLimit: stopped",)
    collect.raw(b"late")
    assert ended == (Stream("a"), error)


def test_of_text_the_beginning_is_kept_and_that_there_was_more_is_said_once():
    collect = collected(Stream("x" * 13), Stream("y" * 13), Stream("z" * 13, "stderr"), Stream("z" * 13))
    assert collect.end() == (Stream("x" * 13 + "y" * 4 + LEFT_OUT),)
    assert (collect.kept, collect.text.dropped, collect.too_much()) == (17, 9 + 26, False)
    collect.output(Stream("z" * 65))
    assert not collect.too_much()
    collect.output(Stream("z"))
    assert collect.too_much()


def test_pictures_have_room_of_their_own():
    fits, does_not = Display({"image/png": "p" * 60, "text/plain": "t" * 8}), Display({"text/plain": "t"})
    collect = collected(fits, does_not)
    assert collect.end() == (fits,)
    assert (collect.kept, collect.text.dropped) == (68, 1)


def test_an_error_is_cut_to_the_room_that_is_left():
    (error,) = collected(Error("E" * 999, "v" * 9999, ("line 1", "line 2", "line 3"))).end()
    assert error == Error("E" * 200, "v" * 2000, ("line 1", "line 2", "lin", *LEFT_OUT.split("\n")[1:]))
    (error,) = collected(Error("E", "v", ("x",) * 999), limit=10**6).end()
    assert len(error.traceback) == 200


@each_row("nothing", [Display({}), Value({}), Error("", "", ()), Stream("")])
def test_endless_outputs_of_nothing_are_too_much_in_the_end(nothing):
    collect = collected(*[Value({}), Error("", "", ())] * (MOST_OUTPUTS // 2), enough=COUNTS_AS * 3)
    n_outputs = len(collect.end())
    assert MOST_DISPLAYS < n_outputs < MOST_OUTPUTS
    while len(collect.end()) < MOST_OUTPUTS:
        collect.output(Error("", "", ()))
    for _ in range(3):
        collect.output(nothing)
        assert not collect.too_much()
    collect.output(nothing)
    assert collect.too_much()
    assert len(collect.end()) == MOST_OUTPUTS


def test_a_stream_that_keeps_the_beginning_is_written_to_as_others_are():
    parts = []
    stream = Beginning(5, parts.append)
    assert stream.write("abc") == 3
    assert stream.write("defg") == 4
    assert stream.write("h") == 1
    assert parts == ["abc", "de"]
    assert (stream.kept, stream.dropped) == (5, 3)
    with pytest.raises(TypeError, match="must be str, not int"):
        stream.write(7)
