"""Banks: items of which a term gets some, such as ten bugs of which it gets three. Each is a TOML file:

    parameter = "bugs"            # whose item it is
    rank = 3                      # where its texts stand among those of the others: from easily seen to well hidden
    not_with = ["another"]        # items that would hide it, or be hidden by it

    [texts]                       # what a template's marks ask for, by name: {{ bugs.1.test }}, {{ bugs.answer }}
    test = '''...'''

    [change]                      # for {{ bugs.change }}: a piece of right code, and what stands in place of it
    right = '''...'''
    wrong = '''...'''

The file's name is the item's.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = "bank"  # beside a template
KNOWN = {"parameter", "rank", "not_with", "texts", "change"}


class BadBank(Exception):
    """A bank cannot be used; the message names file and field."""


@dataclass(frozen=True)
class Item:
    """An item of a bank.

    Parameters
    ----------
    name, parameter : str
    path : Path
    rank : int
    texts : dict of str to str
    change : tuple of str or None
        Right, and wrong.
    not_with : tuple of str
    """

    name: str
    parameter: str
    path: Path
    rank: int = 0
    texts: dict = field(default_factory=dict)
    change: tuple | None = None
    not_with: tuple = ()


def read(folders):
    """The items of some banks, {(parameter, name): Item}.

    Raises
    ------
    BadBank
        If a folder is not there or empty, a file cannot be read, or two have the same name.
    """
    found = {}
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise BadBank(f"{folder}: there is no such folder; --bank expects one with TOML files, an item in each")
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise BadBank(f"{folder}: there is no TOML file in it, so this bank is empty")
        for path in files:
            item = _item(path)
            if (other := found.get((item.parameter, item.name))) is not None:
                raise BadBank(f"{path}: {other.path} is an item of that name, too; rename one of the files")
            found[item.parameter, item.name] = item
    return found


def _item(path):
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadBank(f"{path}: cannot be read as TOML: {error}") from None
    if unknown := sorted(set(told) - KNOWN):
        raise BadBank(f"{path}: {', '.join(unknown)} means nothing here; expected are {', '.join(sorted(KNOWN))}")
    texts, change, not_with = told.get("texts", {}), told.get("change"), told.get("not_with", [])
    if not isinstance(told.get("parameter"), str):
        raise BadBank(f'{path}: whose item is it? Write parameter = "…" with a parameter of the template')
    if type(told.get("rank", 0)) is not int:
        raise BadBank(f"{path}: rank must be a whole number; got {told['rank']!r}")
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise BadBank(f"{path}: [texts] must hold texts; got {texts!r}")
    if not isinstance(not_with, list) or not all(isinstance(name, str) for name in not_with):
        raise BadBank(f"{path}: not_with must be a list of names; got {not_with!r}")
    if change is not None:
        if (
            not isinstance(change, dict)
            or set(change) != {"right", "wrong"}
            or not all(isinstance(text, str) and text for text in change.values())
        ):
            raise BadBank(f"{path}: [change] must hold right and wrong, two pieces of code")
        change = change["right"], change["wrong"]
    texts = {name: text.strip("\n") for name, text in texts.items()}
    name = path.stem.replace("-", " ")
    return Item(name, told["parameter"], path, told.get("rank", 0), texts, change, tuple(not_with))
