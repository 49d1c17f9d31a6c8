"""Files and names that nobody trusts: read within bounds, and written so that they are harmless anywhere."""

import hashlib
import os
import re
import stat
import unicodedata

LARGEST = 20 * 2**20  # bytes of a notebook
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)  # to Windows, which unpacks feedback


class Unreadable(Exception):
    """What cannot be read, or is none of this course; the message says why."""


def read_file(path, largest):
    """The bytes of a regular file; links are not followed, and nothing is waited for.

    Raises
    ------
    Unreadable
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > largest:
            raise Unreadable(too_large(size, largest))
        data = file.read(largest + 1)
    if len(data) > largest:  # it has grown
        raise Unreadable(too_large(len(data), largest))
    return data


def open_file(path):
    """A regular file, open for reading.

    Raises
    ------
    Unreadable
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if os.path.islink(path):
            raise Unreadable("a symbolic link, which is not followed") from None
        raise Unreadable(f"it cannot be opened: {error.strerror}") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise Unreadable("a folder, where a file is expected" if stat.S_ISDIR(mode) else "no regular file")
    return open(descriptor, "rb")


def too_large(size, largest):
    return f"{size / 2**20:,.0f} MB, where {largest / 2**20:,.0f} MB are allowed"


def text_of(name):
    r"""A name as text. Bytes that are not UTF-8 are read as Windows writes Western European names.

    Examples
    --------
    >>> text_of(os.fsdecode(b"M\xfcller")), text_of(os.fsdecode(b"\x81")), text_of("Zoe\u0308")
    ('Müller', '\\x81', 'Zoë')
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("cp1252", "backslashreplace")
    return unicodedata.normalize("NFC", name)


def shown(text, longest=120):
    r"""A name for a person to read: what moves a terminal's cursor or turns the direction of writing is spelt out.

    Examples
    --------
    >>> shown("a\nb\x1b[31mc\u202e"), shown("ab" * 100, longest=5)
    ('a\\nb\\x1b[31mc\\u202e', 'abab…')
    """
    text = "".join(
        letter if letter == " " or unicodedata.category(letter)[0] not in "CZ"
        else letter.encode("unicode_escape").decode()
        for letter in text
    )  # fmt: skip
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def student_id(name):
    r"""A name as a student's id: a file name that is harmless everywhere, still readable.

    Two names that differ have ids that differ: where a letter has to go, the id ends with a mark of the name.

    Examples
    --------
    >>> student_id("  Zoë  Ångström "), student_id("a/b"), student_id("a:b"), student_id("..")
    ('Zoë Ångström', 'a_b~c14cddc0', 'a_b~6783a31e', '_~5ec1f7e7')
    """
    name = re.sub(r" +", " ", text_of(name)).strip()
    harmless = "".join(
        "_" if unicodedata.category(letter)[0] == "C" or letter in '/\\:*?"<>|' else letter for letter in name
    )
    harmless = re.sub(r"^\.+", "_", harmless) or "_"
    if len(harmless.encode()) > 100:  # nbgrader's database keeps 128, and a file's name 255
        harmless = f"{harmless[:40]}…"
    if harmless != name or RESERVED.fullmatch(harmless) or re.search(r"~[0-9a-f]{8}$", name):
        harmless += f"~{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return harmless
