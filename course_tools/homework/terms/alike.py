"""Two terms that are too alike: what one class knows would help the next."""


def too_alike(one, other):
    """Why two versions of an assignment are too alike.

    Parameters
    ----------
    one, other : dict
        As `record` makes it.

    Returns
    -------
    list of str
        Each names a parameter, and never its value.
    """
    found = []
    for name in one["hidden"]:
        if name in other["drawn"] and _share(one["drawn"][name], other["drawn"][name]):
            found.append(f"the hidden tests would have an argument of {name} again")
    for name in one["picked"]:
        mine, theirs = set(one["drawn"][name]), set(other["drawn"].get(name, []))
        if len(mine & theirs) > len(mine) / 2:
            found.append(f"{len(mine & theirs)} of {len(mine)} {name} would be there again")
    return found


def _share(one, other):
    """Whether two hidden arguments are equal, or two lists of lists have an equal one."""
    if isinstance(one, list) and isinstance(other, list) and all(isinstance(part, list) for part in one + other):
        return any(part in other for part in one)
    return one == other


def record(version):
    """What is kept of a version, to compare another with it."""
    return {"drawn": version.drawn, "hidden": list(version.hidden), "picked": list(version.picked)}
