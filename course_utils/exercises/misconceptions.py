"""The ideas that lead to wrong answers, by name: what each says, and what is true instead."""

from typing import NamedTuple


class Misconception(NamedTuple):
    """`name` completes "this looks like …"; `idea` says what is true, and where to read it again."""

    name: str
    idea: str


MISCONCEPTIONS = {
    key: Misconception(name, idea)
    for key, name, idea in [
        (
            "reversed_terms", "the terms of the cross-entropy reversed",
            "y goes with log(p), 1 - y with log(1 - p): a positive pays for the probability that p left to "
            "class 0. Try clearly good and clearly bad answers: the good ones must be cheaper (notebook 03).",
        ),
        (
            "double_sigmoid", "a double sigmoid",
            "BCEWithLogitsLoss has the sigmoid inside: give it logits, not probabilities (notebook 03).",
        ),
        (
            "sum_for_mean", "a sum in place of a mean",
            "The loss of the course is the mean over the rows: it does not grow with their number (notebook 03).",
        ),
        (
            "missing_zero_grad", "a missing zero_grad",
            "backward() adds to the gradients that are there. Clear them in every step (notebook 03).",
        ),
        (
            "wrong_sign", "a wrong sign",
            "Go through the signs once more; the size is right.",
        ),
        (
            "percentage_for_probability", "a percentage in place of a probability",
            "A probability lies between 0 and 1: write 35 % as 0.35.",
        ),
        (
            "forgotten_x", "a forgotten factor x",
            "The weight enters the logit as w x, so its share of the error is multiplied with x; only the bias "
            "takes the error as it is (notebook 03).",
        ),
    ]
}  # fmt: skip
