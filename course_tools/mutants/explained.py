"""Mutants that differ from a solution and are accepted all the same, each with the reason why that may be."""

# exercise: {part of how the mutant differs: reason}
EXPLAINED = {
    "4.1": {
        "+ ax.plot(X[y == 0], y[y == 0], 'x'": "any shape will do, as long as the other class has another one",
        "+ ax.plot(X[y == 1], y[y == 1], 'x'": "any shape will do, as long as the other class has another one",
        "+ ax.plot(X[y == 1], y[y == 1], '^', color='#D55E00', label='positive (y = 1)')  - ax.plot": (
            "which class is drawn first does not matter"
        ),
        "+ ax.plot(X[y == 0], y[y == 0], 'o', label=": "matplotlib's first colour is a blue",
    },
    "6.1": {
        "off where the number of X_test is >=": "one in ten parts has so many rows; another check draws others",
        "off where the smallest of the result is >=": "one in ten has no row further down; another check draws others",
    },
    "hw3 comparison": {
        "seed=6": "another seed moves the ends by less than the hundredth that the tests allow",
        "seed=4": "another seed moves the ends by less than the hundredth that the tests allow",
        "lambda v: round(v, 3)": "three decimals are as near as the tests ask for",
    },
    "hw3 cost-per-person": {
        "lambda v: math.nan if v == 1 else v": "a cost of exactly 1 is no more likely than any other",
    },
}


def reason_for(number, diff):
    """Why this mutant may survive; None where nobody has said so."""
    return next((reason for part, reason in EXPLAINED.get(number, {}).items() if part in diff), None)
