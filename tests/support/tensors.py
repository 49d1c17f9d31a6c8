"""PyTorch's comparison of tensors.

Before the first one, it imports what it takes to tell tensors that are spread over many machines, and with it SymPy,
for as long as PyTorch itself takes. The tests have none of these.
"""

from torch.testing import _comparison, assert_close

_comparison._HAS_DTENSOR = False

__all__ = ["assert_close"]
