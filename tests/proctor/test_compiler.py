"""PyTorch's compiler is imported where it is wanted; the real one is wanted by the kind of submission `magics`."""

import sys

import pytest
import torch

from proctor import compiler

PACKAGE = {
    "__init__": "made = ['the whole']\ndef disable(*_): return 'its own'\nfrom . import part\n",
    "part": "from late import made\nmade.append('a part')\n",
}


@pytest.fixture
def stances(tmp_path, monkeypatch):
    """A package that is put off; what PyTorch is then asked for is kept in a list."""
    (tmp_path / "late").mkdir()
    for name, text in PACKAGE.items():
        (tmp_path / "late" / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(compiler, "NAME", "late")
    asked = []
    monkeypatch.setattr(torch.compiler, "set_stance", asked.append)
    compiler.put_off()
    yield asked
    for name in ("late", "late.part"):
        sys.modules.pop(name, None)


def late():
    return vars(sys.modules["late"])


def test_what_an_optimizer_asks_for_imports_nothing(stances):
    import late as module

    assert module.disable(len, False, wrapping=False) is len
    assert module.disable(recursive=False)(len) is len
    assert module.graph_break() is None
    assert not hasattr(module, "__warningregistry__")  # as somebody asks who looks at all modules
    assert module.__file__.endswith("__init__.py")
    assert "made" not in late()
    compiler.put_off()
    assert sys.modules["late"] is module
    assert stances == []


def test_what_else_is_asked_for_imports_it_once_and_compiles_nothing(stances):
    import late as module

    assert module.made == ["the whole", "a part"]
    assert stances == ["force_eager"]
    assert module.disable() == "its own"
    with pytest.raises(AttributeError):
        _ = module.nothing
    compiler.put_off()
    assert sys.modules["late"] is module
    assert stances == ["force_eager"]


def test_a_part_of_it_comes_after_the_whole(stances):
    from late import part

    assert part.made == ["the whole", "a part"]
    assert stances == ["force_eager"]


def test_what_is_imported_already_stays(stances):
    import late as module

    module.made.append("mine")
    compiler.put_off()
    assert sys.modules["late"].made[-1] == "mine"
