"""What one cell of the author's shows, bounded: all of it comes from a process that may send what it likes."""

from .beginning import Beginning
from .task import Error, Stream

MOST_OUTPUTS = 500  # of one cell
MOST_DISPLAYS = 200  # beyond this number of outputs none is kept but text
# characters of output, for one that is beyond MOST_OUTPUTS: else empty ones could come for ever
COUNTS_AS = 1000
PICTURES = 4  # as many times the limit on text may pictures and tables take
LONGEST_NAME, LONGEST_MESSAGE, LONGEST_TRACEBACK, MOST_LINES = 200, 2000, 20_000, 200  # of an error
LEFT_OUT = "\n… the rest of what this cell printed is left out …\n"


class Collect:
    """The outputs of one cell.

    Parameters
    ----------
    limit : int
        Characters that are kept of what is printed.
    enough : int
        Characters that may be dropped before the cell is told to stop.
    """

    def __init__(self, limit, enough):
        self.enough, self.outputs = enough, []
        self.printing, self.pieces = None, []  # the stream that the last output is of, and what it has printed
        self.text = Beginning(limit, self.pieces.append)

    @property
    def kept(self):
        """Characters, those of pictures among them."""
        return self.text.kept

    def too_much(self):
        return self.text.dropped > self.enough

    def end(self, *more):
        """All outputs as a tuple, and further ones of the engine's own behind them."""
        self._end_stream()
        return (*self.outputs, *more)

    def raw(self, data):
        """What was written to the process's descriptors, past Python's streams."""
        self.output(Stream(data.decode("utf-8", "replace")))

    def output(self, output):
        count = len(self.outputs) + (self.printing is not None)
        if count >= MOST_OUTPUTS:
            self.text.dropped += COUNTS_AS
        elif isinstance(output, Stream):
            self._print(output)
        elif isinstance(output, Error):
            self._end_stream()
            self._write("\n".join(output.traceback[:MOST_LINES])[:LONGEST_TRACEBACK])
            lines = "".join(self.pieces).split("\n")
            self.pieces.clear()
            self.outputs.append(Error(output.ename[:LONGEST_NAME], output.evalue[:LONGEST_MESSAGE], tuple(lines)))
        else:
            self._end_stream()
            size = sum(map(len, output.data.values()))
            if self.kept + size <= PICTURES * self.text.most and count < MOST_DISPLAYS:
                self.text.kept += size
                self.outputs.append(output)
            else:
                self.text.dropped += size

    def _print(self, output):
        if output.name != self.printing:
            self._end_stream()
        self._write(output.text)
        if self.pieces:
            self.printing = output.name

    def _write(self, text):
        complete = not self.text.dropped
        self.text.write(text)
        if complete and self.text.dropped:
            self.pieces.append(LEFT_OUT)

    def _end_stream(self):
        if self.printing is not None:
            self.outputs.append(Stream("".join(self.pieces), self.printing))
            self.pieces.clear()
            self.printing = None
