"""Whether a result is the right one, and what to say of it if not."""

import numpy as np

from ._values import as_array, kind, letter_of, near


def difference(result, target, exercise):
    """None where the result is right; else a sentence on what kind of wrong it is, or an empty one."""
    if isinstance(target, tuple):
        result = list(result) if getattr(result, "ndim", 0) else result
        if not isinstance(result, (tuple, list)) or len(result) != len(target):
            return f"It must return {len(target)} values, in the order of the task."
        faults = (difference(r, t, exercise) for r, t in zip(result, target, strict=True))
        return next((fault for fault in faults if fault is not None), None)
    if isinstance(target, str):
        return None if letter_of(result) == target else ""
    try:
        result, target = as_array(result), as_array(target)
    except (TypeError, ValueError, RuntimeError):
        numbers = kind(target) if exercise.tensors_only or not np.ndim(target) else f"numbers, such as {kind(target)}"
        return f"It must {'return' if exercise.is_function else 'be'} {numbers}."
    if target.size == 1 and result.size == 1:
        result, target = result.reshape(()), target.reshape(())
    if result.shape != target.shape:
        return f"The shape is {result.shape}; it must be {target.shape or 'one number'}."
    if near(result, target, exercise.rtol, exercise.atol):
        return None
    return too_rough(result, target, exercise)


def too_rough(result, target, exercise):
    """What to say of numbers that would be right if fewer digits were compared; an empty text for all others."""
    for decimals in (3, 2):
        if near(result, np.round(target, decimals), 1e-6, 1e-9) and np.round(result, decimals).any():
            return (
                f"This is the right result rounded to {decimals} decimals; {exercise.digits} are compared. "
                "Round later, or not at all."
            )
    if near(result, target, 10 * exercise.rtol, 10 * exercise.atol):
        return f"It is near, and not near enough: {exercise.digits} are compared."
    return ""
