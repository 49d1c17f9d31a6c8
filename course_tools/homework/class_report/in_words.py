"""Numbers in sentences."""

WORDS = {"is": "are", "was": "were", "needs": "need", "waits": "wait", "names": "name"}


def count(number, what, many=None):
    """A number and its noun.

    Examples
    --------
    >>> count(1, "student"), count(2000, "student"), count(0, "class", "classes")
    ('1 student', '2,000 students', '0 classes')
    """
    return f"{number:,} {what if number == 1 else many or f'{what}s'}"


def agree(number, word):
    """A word as it goes with a number.

    Examples
    --------
    >>> agree(1, "needs"), agree(3, "needs")
    ('needs', 'need')
    """
    return word if number == 1 else WORDS[word]


def percent(share):
    """A share in whole percent; none of it is "0 %" unless it is none, and "100 %" is all.

    Examples
    --------
    >>> percent(1 / 3), percent(0.001), percent(0.999), percent(1.0)
    ('33 %', '1 %', '99 %', '100 %')
    """
    rounded = round(100 * share)
    if 0 < share < 1:
        rounded = min(max(rounded, 1), 99)
    return f"{rounded} %"


def number(value):
    """A number with at most two decimals, and a true minus.

    Examples
    --------
    >>> number(7.0), number(-0.256), number(2 / 3)
    ('7', '−0.26', '0.67')
    """
    return f"{round(value, 2) + 0:g}".replace("-", "−")
