"""Answers to the template's own assignment: odds. Copied with it, as the first answers of a new one."""


def odds(result):
    return {"odds": f"import numpy as np\ndef odds(p):\n    return {result}"}


RIGHT = {
    "by the formula": odds("p / (1 - p)"),
    "from the other class": odds("1 / (1 / p - 1)"),
    "one by one": odds("np.array([q / (1 - q) for q in p.ravel()]).reshape(p.shape)"),
}

# the answer, the visible test that fails, and words of its message
WRONG = {
    "odds: the other way up": (odds("(1 - p) / p"), "odds-tests", "p belongs on top"),
    "odds: no return": (odds("None"), "odds-tests", "return"),
    "odds: one number for all": (odds("p.sum()"), "odds-tests", "three odds"),
}

# answers made for the values that the visible tests show, and the hidden test that finds it out
MEMORIZED = {
    "odds: a table of what was asked": (
        odds("np.array([{0.5: 1.0, 0.75: 3.0, 0.2: 0.25}[q] for q in p])"), "odds-more-tests",
    ),
}

# numbers in its prose that no cell prints: each is computed by a test, or is a date
PROVED = {"0.2"}
