"""In place of PyTorch's compiler, which no test needs.

The first optimizer of a process imports it, to say that it is not to be compiled: that is as long as PyTorch itself,
once a process. In kernels, and wherever something might be compiled, all is as ever.
"""

import sys
from types import ModuleType, SimpleNamespace

NAME = "torch._dynamo"


def leave_it_out():
    """Let this process never import it."""
    compiler = ModuleType(NAME)
    compiler.disable = lambda function, *_, **__: function
    compiler.graph_break = lambda: None
    compiler.trace_rules = SimpleNamespace(clear_lru_cache=lambda: None)  # which a group of processes does as it begins
    sys.modules.setdefault(NAME, compiler)
