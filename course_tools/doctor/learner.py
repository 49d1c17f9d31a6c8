"""What the notebooks need: Python, packages, memory, disk, and a place to write."""

from types import GeneratorType

from . import packages, programs, room
from .finding import lacking, note

ANEW = "Set the environment up anew: README, Setting up."


def looked_at(folder):
    """Findings for who learns, a generator; `folder` is where the copies of the notebooks are.

    The slow ones come last, so that a page can be read while it grows. What is broken stops no other: a page is asked
    for where things are.
    """
    for what, look in (
        ("Python", packages.python),
        ("system", packages.system),
        ("packages", packages.packages),
        ("packages", packages.searched_first),
        ("names of your files", lambda: packages.shadowed(folder)),
        ("disk", lambda: room.disks(folder)),
        ("memory", room.memory),
        ("your copies of the notebooks", lambda: room.copies(folder)),
        ("what you have solved", room.progress),
        ("Jupyter's own files", room.runtime),
        ("kernel python3", programs.kernel),
        ("live figures in JupyterLab", programs.widgets),
        ("a port for JupyterLab", programs.port),
        ("font of the figures", programs.fonts),
        ("browser", programs.browser),
        ("PyTorch", packages.torch),
    ):
        yield from found_by(look, what)


def found_by(look, what):
    """The findings of one look; if it fails itself, that is the finding."""
    try:
        findings = look()
        yield from findings if isinstance(findings, GeneratorType) else [findings]
    except ModuleNotFoundError as error:
        name = (error.name or "a module").partition(".")[0]
        yield lacking(what, f"{name} is missing", f"The course needs it. {ANEW}")
    except ImportError as error:
        yield lacking(what, " ".join(str(error).split()), f"It cannot be imported. {ANEW}")
    except Exception as error:
        yield note(what, f"{type(error).__name__}: {error}", "It could not be looked at, so nothing is known of it.")
