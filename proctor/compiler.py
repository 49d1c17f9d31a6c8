"""PyTorch's compiler, imported where somebody asks for more of it than an optimizer does.

The first optimizer of a process imports it, to say that it is not to be compiled: that takes as long as PyTorch itself,
before the first task and whether a notebook compiles anything or not. What is asked for then stands here; the rest
comes when it is first wanted, in the fork that wants it. There, too, nothing is compiled: it takes longer than a cell
has, and gives the same.
"""

import importlib.util
import sys
from types import ModuleType

NAME = "torch._dynamo"


class Later(ModuleType):
    """A module that is imported when it is asked for something that is not here."""

    @staticmethod
    def disable(function=None, *_, **__):
        return (lambda it: it) if function is None else function

    @staticmethod
    def graph_break(*_, **__):
        pass

    def __getattr__(self, name):
        # whoever looks at all modules asks so; the path is wanted for a part of it
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {NAME!r} has no attribute {name!r}")
        self.__class__ = ModuleType
        self.__path__ = self.__spec__.submodule_search_locations
        self.__spec__.loader.exec_module(self)
        import torch

        torch.compiler.set_stance("force_eager")
        return getattr(self, name)


def put_off():
    """Put the import off, if it has not been made."""
    if NAME not in sys.modules:
        spec = importlib.util.find_spec(NAME)
        module = Later(NAME, None)
        module.__spec__, module.__loader__, module.__file__, module.__package__ = spec, spec.loader, spec.origin, NAME
        sys.modules[NAME] = module
