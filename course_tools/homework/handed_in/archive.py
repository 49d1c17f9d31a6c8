"""Zip archives that nobody trusts: listed and read without unpacking anything, within bounds.

Sources: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 (local file header), 4.3.14 to 4.3.16 (the ends of the central
directory) and appendix D (the encoding of names).
"""

import struct
import unicodedata
import zipfile
import zlib

from .safe import Unreadable, too_large

MOST_FILES = 20_000
LONGEST = 400  # letters of a name
LARGEST_LIST = 8 * 2**20  # bytes of the list of files
LARGEST_WHOLE, MOST_TIMES = 2**30, 200  # bytes unpacked, and how many times the size of the archive
END, END64, LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(file):
    """The files and folders of an archive.

    Parameters
    ----------
    file : binary file

    Returns
    -------
    list of (tuple of str, ZipInfo)
        The parts of a name, and what `read` is given; a folder's name ends with an empty part.
    dict of str to str
        Why a name is left out.

    Raises
    ------
    Unreadable
    """
    size = _refuse_long_list(file)
    try:
        with zipfile.ZipFile(file) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as error:
        raise Unreadable(f"no zip archive that can be read: {error}") from None
    whole = sum(info.file_size for info in found)
    if len(found) > MOST_FILES:
        raise Unreadable(f"{len(found):,} files in one archive, where {MOST_FILES:,} are allowed")
    if whole > LARGEST_WHOLE and whole > MOST_TIMES * size:
        raise Unreadable(f"a zip bomb: {size:,} bytes would become {whole:,}")
    names = _names(found)
    kept, left_out = {}, {}
    for info, name in zip(found, names, strict=True):
        if "\\" in name and "/" not in name:
            name = name.replace("\\", "/")  # as some programs for Windows write it
        parts = tuple(_short(part) for part in name.split("/") if part not in ("", "."))
        if ".." in parts or name.startswith("/") or name[1:2] == ":":
            left_out[name] = "its name leads out of the archive"
        elif parts:
            kept[(*parts, "") if name.endswith("/") else parts] = info  # of two of one name the last, as unpacked
    return list(kept.items()), left_out


def read(file, info, largest):
    """The bytes of a file in an archive; never more than `largest` are unpacked.

    Raises
    ------
    Unreadable
    """
    if info.flag_bits & 0x1:
        raise Unreadable("it is encrypted; ask for it without a password")
    if info.compress_type not in METHODS:
        raise Unreadable(f"it is compressed by method {info.compress_type}, which cannot be read here")
    if info.file_size > largest:
        raise Unreadable(too_large(info.file_size, largest))
    try:
        file.seek(info.header_offset)
        header = file.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise Unreadable("the archive is damaged: a file does not begin where it should")
        length_of_name, length_of_extra = struct.unpack("<26x2H", header)
        file.seek(length_of_name + length_of_extra, 1)
        packed = file.read(min(info.compress_size, largest + 2**20))
        if info.compress_type == zipfile.ZIP_DEFLATED:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            data = unpacking.decompress(packed, largest + 1)
        else:
            data = packed
    except (zlib.error, OSError, ValueError, OverflowError) as error:
        raise Unreadable(f"the archive is damaged: {error}") from None
    if len(data) > largest:
        raise Unreadable(f"more than {largest / 2**20:,.0f} MB, though the archive says {info.file_size:,} bytes")
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise Unreadable("the archive is damaged: what is in it is not what it says")
    return data


def _refuse_long_list(file):
    """Look at the end of the archive before anything is made of its list; the size of the archive."""
    size = file.seek(0, 2)
    start = max(0, size - 2**16 - 22 - 20)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(END)
    if place < 0 or len(tail) < place + 22:
        raise Unreadable("no zip archive that can be read: its end is missing, so it may be cut off")
    (length,) = struct.unpack_from("<I", tail, place + 12)
    if length == 0xFFFFFFFF and tail[max(0, place - 20) : place].startswith(LOCATOR):
        (offset,) = struct.unpack_from("<Q", tail, place - 12)
        file.seek(min(offset, size))
        record = file.read(56)
        if len(record) == 56 and record.startswith(END64):
            (length,) = struct.unpack_from("<Q", record, 40)
    if length > LARGEST_LIST:
        raise Unreadable(f"its list of files alone has {length:,} bytes, where {LARGEST_LIST:,} are allowed")
    file.seek(0)
    return size


def _names(found):
    """The names as text. Those that are not marked as UTF-8 may still be it, or Shift-JIS, or cp437."""
    raw = [None if info.flag_bits & 0x800 else _raw(info.filename) for info in found]
    unmarked = [name for name in raw if name is not None and not name.isascii()]
    encoding = next((name for name in ("utf-8", "cp932") if unmarked and _fits(unmarked, name)), "cp437")
    names = [info.filename if name is None else name.decode(encoding, "replace")
             for info, name in zip(found, raw, strict=True)]  # fmt: skip
    return [unicodedata.normalize("NFC", name) for name in names]


def _short(part):
    """A name no longer than any that a disk would keep; what was longer stays different."""
    if len(part) <= LONGEST:
        return part
    return f"{part[: LONGEST - 40]}…{zlib.crc32(part.encode('utf-8', 'replace')):08x}{part[-20:]}"


def _raw(name):
    try:
        return name.encode("cp437")
    except UnicodeEncodeError:  # from an extra field, which is UTF-8
        return None


def _fits(names, encoding):
    try:
        text = "".join(name.decode(encoding) for name in names)
    except UnicodeDecodeError:
        return False
    if encoding == "utf-8":
        return True
    letters = [letter for letter in text if not letter.isascii()]
    asian = ("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC")
    kinds = [unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in letters]
    return all(kind in asian for kind in kinds) and not all(kind == "FULLWIDTH" for kind in kinds)
