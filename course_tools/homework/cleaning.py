"""What comes from students, made harmless to open: text and pictures, and no markup."""

import base64
import binascii
import re

PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
MARK = "\u200b"  # no width: shown it is nothing, and it keeps a browser from reading markup


def valid_text(text):
    """Text that can be written into a file, whatever bytes or halves of characters it was made of."""
    return text.encode("utf-8", "replace").decode("utf-8")


def clean(output):
    """An output in nbformat's form, as a dict that holds text and pictures only."""
    kind = output["output_type"]
    if kind == "stream":
        return {"output_type": kind, "name": output["name"], "text": _text(output["text"])}
    if kind == "error":
        traceback = [_text(line) for line in output["traceback"]]
        return {"output_type": kind, "ename": _text(output["ename"]), "evalue": _text(output["evalue"]),
                "traceback": traceback}  # fmt: skip
    data = {"text/plain": _text(output["data"].get("text/plain", ""))}
    data |= {name: value for name, value in output["data"].items() if name in PICTURES and _is_picture(name, value)}
    extra = {"execution_count": None} if kind == "execute_result" else {}
    return {"output_type": kind, "metadata": {}, "data": data, **extra}


def _text(value):
    """Text that is valid in a file and holds no control characters but those of a terminal's colours."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", "", valid_text(str(value)))


def _is_picture(kind, data):
    try:
        return base64.b64decode("".join(data.split()), validate=True).startswith(PICTURES[kind])
    except (binascii.Error, ValueError):
        return False


def pictures_in(attachments):
    """Pictures that the student pasted into an answer."""
    kept = {}
    for name, bundle in attachments.items():
        if not re.fullmatch(r"[\w .()-]{1,100}", str(name)) or not isinstance(bundle, dict):
            continue
        pictures = {kind: "".join(data.split()) for kind, data in bundle.items()
                    if kind in PICTURES and isinstance(data, str) and _is_picture(kind, data)}  # fmt: skip
        if pictures:
            kept[name] = pictures
    return kept


def harmless(text):
    """Markdown that looks the same and holds no markup of HTML and no link that runs a script.

    Examples
    --------
    >>> harmless("a < b, <b>x</b>").replace(MARK, "·")
    'a < b, <·b>x<·/b>'
    """
    text = _text(text)
    text = re.sub(r"<(?=[A-Za-z/!?])", f"<{MARK}", text)
    text = re.sub(r"&(?=[A-Za-z#])", f"&{MARK}", text)
    script = r"\s*".join("javascript"), r"\s*".join("vbscript"), r"\s*".join("data")
    return re.sub(rf"({'|'.join(script)})(\s*:)", rf"\1{MARK}\2", text, flags=re.IGNORECASE)
