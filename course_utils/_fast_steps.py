"""What makes `fit` take half the time of the article's loop, apart from the loop, so that the loop can be read.

On forty rows an epoch is hardly any arithmetic: its time is that of some twenty calls into PyTorch, a few
microseconds each. So each call that can be spared counts:

- one function gives the logits, where calling a module goes through the machinery of `nn.Module`;
- autograd returns the gradients, where `backward` adds them to `grad`, which `zero_grad` has to clear again;
- parameters are moved through tensors that share their memory and are not tracked, where an optimizer opens
  `torch.no_grad()` in each step;
- waking a second thread costs more than it brings: it made such a fit up to forty times slower on a busy machine.

None of it changes a bit of the result; the tests hold every epoch against the article's loop.
"""

from contextlib import contextmanager

import torch

FEW_NUMBERS = 100_000


class Parameters:
    """Weight and bias of a linear layer with one output, moved in the layer's own memory.

    Attributes
    ----------
    weight : tensor of shape (n_features, 1), with gradient tracking
    bias : tensor of shape (1,), with gradient tracking
    """

    def __init__(self, linear):
        self._values = linear.weight.detach().t(), linear.bias.detach()  # the same memory, not tracked
        self.weight, self.bias = (values.detach().requires_grad_() for values in self._values)

    def logits(self, X):
        return torch.addmm(self.bias, X, self.weight)

    def gradients(self, loss):
        """Of the loss, with respect to weight and bias."""
        return torch.autograd.grad(loss, (self.weight, self.bias))

    def step(self, gradients, lr):
        """Move each parameter by `lr` times its gradient, downhill."""
        weight, bias = self._values
        weight.sub_(gradients[0], alpha=lr)
        bias.sub_(gradients[1], alpha=lr)

    @property
    def position(self):
        """The weights, then the bias, as a list of floats; setting it moves the layer."""
        weight, bias = self._values
        return [*weight.ravel().tolist(), *bias.tolist()]

    @position.setter
    def position(self, position):
        weight, bias = self._values
        position = torch.tensor(position, dtype=weight.dtype)
        weight.copy_(position[:-1, None])
        bias.copy_(position[-1:])


@contextmanager
def one_thread_if_small(X):
    """One thread, unless X has 100,000 numbers or more."""
    n_threads = torch.get_num_threads()
    if X.numel() < FEW_NUMBERS:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)
