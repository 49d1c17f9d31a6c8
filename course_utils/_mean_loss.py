"""The mean loss of a logistic regression with its first and second derivatives, summed in chunks of rows."""

import math
from typing import NamedTuple

import numpy as np

CHUNK_ROWS = 8192
LONGEST_FINAL_STEP = 0.5  # in logits; towards an optimum that is infinitely far away, each step is about 1


class Place(NamedTuple):
    """What the mean loss is like at a position: its height, its slope, its curvature."""

    loss: float
    gradient: np.ndarray
    hessian: np.ndarray
    parted: bool  # every row is on the right side of the boundary

    def downhill(self):
        """The step to the lowest point of the paraboloid; None where it has none in floating point."""
        try:
            step = -np.linalg.solve(self.hessian, self.gradient)
        except np.linalg.LinAlgError:
            return None
        return step if -math.inf < step @ self.gradient <= 0 else None  # a sum with what is not finite is not finite

    def gain(self, step):
        """By how much the step to the lowest point of the paraboloid lowers it."""
        return -0.5 * (step @ self.gradient)


class MeanLoss:
    """The mean loss over all rows at any position (the weights, then the bias), in float64.

    It is summed a chunk of rows at a time, so that memory grows with the chunk only.

    Parameters
    ----------
    X : ndarray of floats of shape (n_samples, n_features)
    y : ndarray of shape (n_samples,), 0 or 1
    chunk_rows : int
    pos_weight, weight_decay : float
        As in `fit_newton`.
    """

    def __init__(self, X, y, chunk_rows, pos_weight=1.0, weight_decay=0.0):
        self.X, self.y = X, y
        self.chunk_rows, self.pos_weight, self.weight_decay = min(chunk_rows, len(X)), pos_weight, weight_decay
        self.rows = np.ones((self.chunk_rows, X.shape[1] + 1))
        self.scaled = np.empty_like(self.rows)
        self.only_chunk = [*self._read()] if self.chunk_rows == len(X) else None

    def of_every(self, n):
        """The same over every n-th row."""
        return MeanLoss(self.X[::n], self.y[::n], self.chunk_rows, self.pos_weight, self.weight_decay)

    def chunks(self):
        """Rows with a 1 for the bias, the sign of each (+1 positive, -1 negative), and what each counts, or None.

        A single chunk is read once for all iterations.
        """
        return self.only_chunk or self._read()

    def _read(self):
        for start in range(0, len(self.X), self.chunk_rows):
            y = self.y[start : start + self.chunk_rows]
            rows = self.rows[: len(y)]
            rows[:, :-1] = self.X[start : start + len(y)]
            sign = np.where(y > 0, 1.0, -1.0)
            yield rows, sign, None if self.pos_weight == 1 else np.where(y > 0, self.pos_weight, 1.0)

    def at(self, position):
        """What the loss is like at a position, as a `Place`; an overflow is seen there, as infinity."""
        loss, gradient, hessian, parted = 0.0, 0.0, 0.0, True
        for rows, sign, counts in self.chunks():
            right = sign * (rows @ position)  # the logit, above 0 on the right side of the boundary
            small = np.exp(-np.abs(right))
            whole = 1 + small
            cost = np.log1p(small) - np.minimum(right, 0)
            is_right = right > 0
            wrong = _wrong(is_right, small, whole)
            spread = small / (whole * whole)  # p (1 - p)
            if counts is not None:
                cost, wrong, spread = counts * cost, counts * wrong, counts * spread
            loss += np.add.reduce(cost)
            gradient -= (sign * wrong) @ rows
            scaled = np.multiply(rows, np.sqrt(spread)[:, np.newaxis], out=self.scaled[: len(rows)])
            hessian += scaled.T @ scaled
            parted = parted and bool(is_right.all())
        n = len(self.X)
        loss, gradient, hessian = loss / n, gradient / n, hessian / n
        if self.weight_decay:
            weights, parted = position[:-1], False
            loss += 0.5 * self.weight_decay * (weights @ weights)
            gradient[:-1] += self.weight_decay * weights
            hessian[np.diag_indices(len(weights))] += self.weight_decay
        return Place(loss, gradient, hessian, parted)

    def slopes_of_rows(self, position):
        """Each row's own part of the gradient, times n; a chunk of rows at a time, as it is read."""
        for rows, sign, counts in self.chunks():
            right = sign * (rows @ position)
            small = np.exp(-np.abs(right))
            wrong = _wrong(right > 0, small, 1 + small)
            yield -(sign * (wrong if counts is None else counts * wrong))[:, np.newaxis] * rows

    def longest_changes(self, step):
        """How far the step moves a logit at most, and how far at most to the wrong side."""
        right = wrong = 0.0
        for rows, sign, _ in self.chunks():
            change = sign * (rows @ step)
            right, wrong = max(right, float(change.max())), max(wrong, -float(change.min()))
        return max(right, wrong), wrong


def _wrong(is_right, small, whole):
    """The probability given to what did not happen."""
    return np.where(is_right, small, 1) / whole


def arrays_of(X, y):
    return X.detach().numpy(), y.detach().numpy().ravel()


def position_of(linear):
    """The parameters as a position: the weights, then the bias."""
    weight, bias = linear.weight.detach().numpy()[0], linear.bias.detach().numpy()
    return np.append(weight, bias).astype(np.float64)
