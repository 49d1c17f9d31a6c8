"""A result of the author's function, as autograd has it in a test: `backward()` goes on over there."""

from typing import NamedTuple

import torch


class Call(NamedTuple):
    """What a call gave, and how to go back from it.

    Parameters
    ----------
    result : Tensor
    gradients : callable
        From the gradient of the result to a list of those of the tensors passed in, each a Tensor or None.
    """

    result: torch.Tensor
    gradients: object


class Through(torch.autograd.Function):
    """The result forwards; backwards, the gradients that the author's session finds."""

    @staticmethod
    def forward(ctx, call, always, *inputs):
        ctx.gradients = call.gradients
        return call.result.detach()

    @staticmethod
    def backward(ctx, gradient):
        return None, None, *(None if grad is None else grad.detach() for grad in ctx.gradients(gradient))


def through(result, gradients, inputs):
    """The result, bound to the tensors that were passed in; see `Call`."""
    always = torch.zeros((), requires_grad=True)  # so that it requires a gradient even if nothing passed in does
    return Through.apply(Call(result, gradients), always, *inputs)
