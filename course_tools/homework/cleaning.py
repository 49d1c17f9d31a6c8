"""What comes from students, made harmless to open: text and pictures, and no markup. `written` does it for prose."""

import base64
import binascii
import re

# how a picture of a kind begins; SVG is a document, with scripts and addresses of its own, and so it is none of these
PICTURES = {
    "image/png": rb"\x89PNG\r\n\x1a\n", "image/jpeg": rb"\xff\xd8\xff", "image/gif": rb"GIF8[79]a",
    "image/webp": rb"RIFF....WEBP",
}  # fmt: skip
ENCODED = re.compile(r"[A-Za-z0-9+/]+={0,2}")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")


def valid_text(text):
    """Text that can be written into a file, whatever bytes or halves of characters it was made of."""
    return text.encode("utf-8", "replace").decode("utf-8")


def plain_text(value):
    """Text that is valid in a file and holds no control characters but those of a terminal's colours."""
    return CONTROLS.sub("", valid_text(str(value)))


def one_line(value, longest=300):
    """Text for a terminal or a message, whatever is in it: in one line, and nothing that steers the terminal.

    Examples
    --------
    >>> one_line("a\\x1b[31m\\nb")
    'a�[31m b'
    """
    text = " ".join(valid_text(str(value)).split())
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", "\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= longest else f"{text[:longest]} …"


def clean(output):
    """An output in nbformat's form, as a dict that holds text and pictures only."""
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": kind, "name": output["name"], "text": plain_text(output["text"])}
    if kind == "error":
        traceback = [plain_text(line) for line in output["traceback"]]
        return {"output_type": kind, "ename": plain_text(output["ename"]), "evalue": plain_text(output["evalue"]),
                "traceback": traceback}  # fmt: skip
    data = {"text/plain": plain_text(output["data"].get("text/plain", ""))}
    data |= {name: value for name, value in output["data"].items() if is_picture(name, value)}
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "metadata": {}, "data": data, **extra}


def is_picture(kind, data):
    """Whether data, in base64, begins as a picture of this kind does, and is of a kind that cannot do harm."""
    if kind not in PICTURES or not isinstance(data, str):
        return False
    data = "".join(data.split())
    try:
        beginning = base64.b64decode(data[:64], validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(re.match(PICTURES[kind], beginning, re.DOTALL) and len(data) % 4 == 0 and ENCODED.fullmatch(data))
