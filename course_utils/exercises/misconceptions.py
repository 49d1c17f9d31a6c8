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
            "coefficient_is_probability", "a coefficient read as a change of probability",
            "The weight is what one unit of x adds to the log-odds. What that does to p depends on where it starts "
            "(notebook 01, section 7).",
        ),
        (
            "odds_ratio_on_probability", "a probability multiplied with an odds ratio",
            "e^w multiplies the odds, not p. Go from p to the odds, multiply, and come back (notebook 01, section 7).",
        ),
        (
            "weight_on_odds", "a weight applied to the odds as it is",
            "The weight is added to the log-odds, and adding w to a logarithm multiplies what stands inside it with "
            "e^w (notebook 01, section 7).",
        ),
        (
            "odds_for_probability", "odds taken for a probability",
            "Odds of 3 are three to one, so three of four. To come back to a probability, divide by one plus the odds "
            "(notebook 01, section 2).",
        ),
        (
            "missing_log", "odds in place of log-odds",
            "w x + b is the logarithm of the odds, log(p / (1 - p)) (notebook 01, section 2).",
        ),
        (
            "probability_on_logits", "a probability used as a logit",
            "On the scale of logits one half is 0, and what is above it is positive. Turn p into log-odds before you "
            "compare it with w x + b (notebook 01, section 2).",
        ),
        (
            "other_class", "the probability of the other class",
            "p is the probability of class 1, infected; 1 - p, which is sigmoid(-z), that of class 0 (notebook 01, "
            "section 5).",
        ),
        (
            "exp_overflow", "an exponential that overflows",
            "e to a large positive number has no place in a float. Use e^-z where z >= 0 and e^z where z < 0 "
            "(notebook 01, section 4).",
        ),
        (
            "sign_of_bias", "a sign lost on the bias",
            "The logit is w x + b. It is 0 at x = -b/w, and minus the logit is -w x - b: the minus goes to both terms "
            "(notebook 01, section 6).",
        ),
        (
            "midpoint_for_all", "the midpoint taken for every p",
            "-b/w is where the logit is 0 and p one half. Other p belong to other logits (notebook 01, section 6).",
        ),
        (
            "nonlinear_boundary", "a bent curve taken for a bent boundary",
            "The sigmoid bends the curve of p. But p is one half where the logit is 0, and the logit is a line in x: "
            "the place is -b/w, whatever the bend (notebook 01, section 6).",
        ),
        (
            "end_for_length", "the upper end in place of the length",
            "u * length + low runs from low to low + length, so the length is high - low: 7 for 3 to 10 (notebook 02, "
            "section 1).",
        ),
        (
            "forgotten_shift", "a forgotten shift",
            "Stretched numbers still begin at 0. Add the lower end (notebook 02, section 1).",
        ),
        (
            "not_seeded", "a draw that does not follow the seed",
            "Numbers belong to a seed only if they come from the generator that was seeded: hand it over as "
            "generator=…, or seed the global one right before (notebook 02, section 2).",
        ),
        (
            "other_generator", "NumPy's numbers in place of PyTorch's",
            "Each library has its own lists: the same seed gives other numbers. These come from torch.rand "
            "(notebook 02, section 2).",
        ),
        (
            "seeded_again", "a seed set again between two draws",
            "A seed puts the bookmark at the beginning of a list. Seed once, and let every draw read on from the one "
            "before (notebook 02, section 2).",
        ),
        (
            "order_of_draws", "two draws that changed places",
            "Same seed, other order: each draw gets the numbers meant for the other (notebook 02, section 2).",
        ),
        (
            "flat_for_column", "a flat tensor in place of a column",
            "n numbers of shape (n,) are not a column of shape (n, 1), and one against the other makes all n times n "
            "pairs. Write .reshape(-1, 1) (notebook 02, section 3).",
        ),
        (
            "integer_targets", "integers where floats belong",
            "Numbers typed without a decimal point become integers, and neither model nor loss takes them. Write "
            ".float() (notebook 02, section 3).",
        ),
        (
            "float64_from_numpy", "64-bit floats left as they came",
            "NumPy's floats have 64 bits, a model's weights 32, and they must agree. Write .float() (notebook 02, "
            "section 3).",
        ),
        (
            "equal_heights", "two densities taken for equally high",
            "Only between boxes of equal height is x silent. Here the negatives share a stretch half as long, so they "
            "lie twice as close (notebook 02, section 5).",
        ),
        (
            "forgotten_prevalence", "a forgotten prevalence",
            "Bayes' rule weighs each density with the size of its class. It cancels only where both are equally large "
            "(notebook 02, section 5).",
        ),
        (
            "numerator_only", "Bayes' rule without its denominator",
            "Of all people with this x, which share is positive? Divide by both classes together (notebook 02, "
            "section 5).",
        ),
        (
            "model_below_bayes", "a limit of the data taken for a limit of the model",
            "The Bayes error is the best of all rules that see x, thresholds and networks alike. If a number can be "
            "beaten, it was not the Bayes error (notebook 02, section 6).",
        ),
        (
            "model_for_truth", "the output of a model taken for the truth",
            "The Bayes error comes from the true probabilities of the world that makes the data. What a sigmoid says "
            "of them may be wrong (notebook 02, sections 5 and 6).",
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
