"""A text stream that keeps the beginning of what is written, whoever writes however much."""

import io


class Beginning(io.TextIOBase):
    """Keeps so many characters and counts the rest.

    Parameters
    ----------
    most : int
        Characters that are kept.
    keep : callable
        Is given each part that is kept.

    Attributes
    ----------
    kept, dropped : int
        Characters so far.

    Examples
    --------
    >>> parts = []
    >>> stream = Beginning(5, parts.append)
    >>> print("abc", "def", file=stream)
    >>> "".join(parts), stream.kept, stream.dropped
    ('abc d', 5, 3)
    """

    def __init__(self, most, keep):
        self.most, self.keep, self.kept, self.dropped = most, keep, 0, 0

    def writable(self):
        return True

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        part = text[: max(self.most - self.kept, 0)]
        self.kept += len(part)
        self.dropped += len(text) - len(part)
        if part:
            self.keep(part)
        return len(text)
