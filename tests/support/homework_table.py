"""The table that a test run prints: what was tried on the homework, counted from the tests that passed."""


def table(records):
    """Lines for [assignment, kind] records: how many of each kind were tried on it.

    Examples
    --------
    >>> print("\\n".join(table([["hw1", "right"], ["hw1", "wrong"], ["hw1", "wrong"]])))
    homework   right styles   mistakes named   memorized answers   planted leaks
    hw1                   1                2                   0               0
    """
    kinds = {"right": "right styles", "wrong": "mistakes named", "memorized": "memorized answers",
             "planted": "planted leaks"}  # fmt: skip
    lines = ["homework   " + "   ".join(kinds.values())]
    for name in sorted({name for name, _ in records}):
        counts = [f"{records.count([name, what]):>{len(heading)}}" for what, heading in kinds.items()]
        lines.append(f"{name:8}   " + "   ".join(counts))
    return lines


def submissions(records):
    """Lines for [kind of submission, points of each question, status, why] records.

    Examples
    --------
    >>> submissions([["a right answer", [2.0, None], "graded", ""]])
    ['a right answer                 2 -          graded           ']
    """
    return [
        f"{kind:<30} {' '.join('-' if point is None else f'{point:g}' for point in points):<12} {status:<16} {why[:90]}"
        for kind, points, status, why in records
    ]
