"""The class report as HTML."""

import os
import statistics
from pathlib import Path

from ... import project, render
from . import figures, mistakes, similar, treated
from .in_words import agree, count, number, percent

FEWEST_USUAL = 5  # submissions, to say what is usual
WIDTH, HEIGHT, FOOT, HEAD = 400, 190, 34, 16  # of the histogram, in units of its own


class Links:
    """Links from the report to the site and the decks.

    Parameters
    ----------
    folder : Path
        Where the report will lie.
    site, slides : str or Path, optional
        A folder, or the address of one; by default where `course site` and `course slides` write. What is in no
        folder yet is named without a link.
    """

    def __init__(self, folder, site=None, slides=None):
        self.folder = Path(folder).resolve()
        self.site, self.slides = site or project.BUILD / "site", slides or project.BUILD / "slides"
        self.missing = False

    def section(self, place):
        return self._link(self.site, f"{place.notebook}.html", f"#{place.section_anchor}")

    def slide(self, place):
        return self._link(self.slides, f"{place.notebook}.html", f"#/{place.slide_anchor}")

    def _link(self, base, name, anchor):
        if str(base).startswith(("https://", "http://")):
            return f"{str(base).rstrip('/')}/{name}{anchor}"
        path = Path(base).resolve() / name
        if not path.exists():
            self.missing = True
            return None
        return Path(os.path.relpath(path, self.folder)).as_posix() + anchor


def page(assignment, people, links, names=False):
    """The report.

    Parameters
    ----------
    assignment : Assignment
    people : list of gathered.Person
    links : Links
    names : bool
        Whether students are called by name; otherwise they have numbers.

    Returns
    -------
    Markup
    """
    ran = [person for person in people if person.ran]
    maxima = {cell.name: cell.points for cell in assignment.graded}
    found = mistakes.by_frequency(ran, list(maxima))
    called = [person.name if names else f"{place:,}" for place, person in enumerate(people, 1)]
    return render.page(
        "class_report.html.j2", assignment=assignment.name, summary=_summary(people, ran),
        totals=_totals(ran, maxima), mistakes=[_mistake(mistake, len(ran), links) for mistake in found],
        unnamed=_unnamed(ran), items=_items(ran, maxima), discrimination=_discrimination(ran),
        human=_human(people, called, names), similar=_similar(people, called),
        missing=links.missing, names=names, n_ran=len(ran), n_people=len(people),
    )  # fmt: skip


def _summary(people, ran):
    n_not = len(people) - len(ran)
    if not people:
        return "Nobody has handed in yet."
    said = f"{count(len(people), 'submission')}."
    if n_not:
        said += (f" {n_not:,} of them could not be run and {agree(n_not, 'is')} in none of the figures below, only "
                 "among those who need a human.")  # fmt: skip
    return said


def _totals(ran, maxima):
    names = figures.counted(ran, maxima)
    left_out = [name for name in maxima if name not in names]
    maximum = sum(maxima[name] for name in names)
    if not ran or not maximum:
        return None
    values = figures.totals(ran, names)
    bars = figures.histogram(values, maximum)
    low, median, high = _quartiles(values)
    said = (f"{count(len(values), 'submission')}, of {number(maximum)} points: lowest {number(min(values))}, median "
            f"{number(median)}, mean {number(statistics.fmean(values))}, highest {number(max(values))}.")  # fmt: skip
    if len(values) == 1:
        said = f"1 submission, with {number(values[0])} of {number(maximum)} points."
    if len(values) >= 4:
        said += f" The middle half lies from {number(low)} to {number(high)}."
    return {
        "said": said, "left_out": left_out, "bars": _drawn(bars),
        "rows": [(_range(bar, bar is bars[-1]), bar.count) for bar in bars],
        "width": WIDTH, "height": HEIGHT, "foot": HEIGHT - FOOT,
    }  # fmt: skip


def _quartiles(values):
    if len(values) == 1:
        return values * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def _range(bar, is_last):
    if is_last and _is_whole(bar):
        return number(bar.low)
    return f"from {number(bar.low)} to {'' if is_last else 'below '}{number(bar.high)}"


def _is_whole(bar):
    return bar.high - bar.low == 1


def _drawn(bars):
    most, wide = max(bar.count for bar in bars), WIDTH / len(bars)
    every = max(1, -(-len(bars) // 10))
    drawn = []
    for place, bar in enumerate(bars):
        tall = (HEIGHT - FOOT - HEAD) * bar.count / most
        drawn.append({
            "x": round(place * wide + wide * 0.06, 2), "width": round(wide * 0.88, 2),
            "y": round(HEIGHT - FOOT - tall, 2), "height": round(tall, 2), "count": bar.count,
            "middle": round((place + 0.5) * wide, 2),
            "label_at": round((place + (0.5 if _is_whole(bar) else 0)) * wide, 2),
            "label": number(bar.low) if place % every == 0 else "",
            "end": number(bar.high) if bar is bars[-1] and not _is_whole(bar) else "",
        })  # fmt: skip
    return drawn


def _mistake(mistake, n_ran, links):
    place = treated.treated(mistake.key)
    return {
        "name": mistake.name, "idea": mistake.idea_alone, "share": mistake.n_students / n_ran,
        "said": f"{mistake.n_students:,} of {n_ran:,}", "questions": mistake.questions, "place": place,
        "section": place and links.section(place), "slide": place and links.slide(place),
    }  # fmt: skip


def _unnamed(ran):
    n_failed = sum(len(person.failed) for person in ran)
    n_named = sum(len({question for question, _ in person.named}) for person in ran)
    if not n_failed:
        return "No test failed." if ran else ""
    return (
        f"{count(n_failed, 'test')} failed in the class, and {n_named:,} of these failures "
        f"{agree(n_named, 'names')} a mistake. A submission counts once for each mistake."
    )


def _items(ran, maxima):
    return [
        {
            "name": item.name, "maximum": number(item.maximum), "n": item.n_students,
            "solved": f"{item.n_solved:,} of {item.n_students:,}",
            "share": percent(item.n_solved / item.n_students) if item.n_students else "–",
            "width": round(100 * item.n_solved / item.n_students, 1) if item.n_students else 0,
            "mean": "–" if item.mean_share is None else percent(item.mean_share),
            "r": "–" if item.discrimination is None else f"{item.discrimination:+.2f}".replace("-", "−"),
            "why": item.why_none,
            "odd": item.discrimination is not None and item.discrimination < 0,
            "waiting": f"{count(item.n_waiting, 'answer')} {agree(item.n_waiting, 'waits')} for a human"
            if item.n_waiting else "",
        }
        for item in figures.items(ran, maxima)
    ]  # fmt: skip


def _discrimination(ran):
    if len(ran) < figures.FEWEST:
        return (f"How well a question tells strong from weak is not said: with {count(len(ran), 'submission')} a "
                f"correlation is mostly chance. It is computed from {figures.FEWEST} on.")  # fmt: skip
    return (f"n\u00a0=\u00a0{len(ran):,}. In a class of this size, chance alone gives values between "
            f"−{figures.by_chance(len(ran)):.2f} and +{figures.by_chance(len(ran)):.2f} (± 2 / √n) in 95 of 100 cases, "
            "so a value between these two says little.")  # fmt: skip


def _human(people, called, names):
    n_attention = sum(bool(person.attention) for person in people)
    n_by_hand = sum(len(person.waiting) for person in people)
    n_late = sum(person.timed_out for person in people)
    lines = [
        f"{count(n_attention, 'submission')} {agree(n_attention, 'needs')} attention.",
        f"{count(n_by_hand, 'answer')} {agree(n_by_hand, 'waits')} for points by hand.",
        f"{count(n_late, 'submission')} met a time limit.",
    ]
    who = [(name, "; ".join(person.attention)[:300]) for name, person in zip(called, people, strict=True)
           if person.attention] if names else []  # fmt: skip
    return {"lines": lines, "who": who}


def _similar(people, called):
    found = similar.alike([person.prints for person in people])
    n_pairs = found.n_compared * (found.n_compared - 1) // 2
    n_short = len(people) - found.n_compared
    usual, said = "", f"There are no two submissions with at least {similar.FEWEST_TOKENS} tokens of their own code."
    if n_pairs:
        said = (f"{found.n_compared:,} submissions have at least {similar.FEWEST_TOKENS} tokens of their own code and "
                f"were compared: {count(n_pairs, 'pair')}.")  # fmt: skip
        if n_short:
            said += f" {n_short:,} with less {agree(n_short, 'was')} not: short answers are alike by nature."
    if found.n_compared >= FEWEST_USUAL:
        most = percent(found.median)
        shares = f"the closest other one shares {most} or less" if found.median else "no other one is alike"
        usual = f"What is usual here: for half of the submissions {shares}."
    shown = found.pairs[: similar.MOST_SHOWN]
    return {
        "said": said,
        "usual": f"{usual} Listed is what shares {percent(similar.SHOWN_FROM)} or more." if n_pairs else "",
        "same": [_same(group, called) for group in found.same],
        "more": _more(len(found.pairs) - len(shown)),
        "pairs": [(called[pair.first], called[pair.second], percent(pair.share), pair.n_shared, pair.n_tokens)
                  for pair in shown],
        "surely": similar.SURELY_SEEN, "common": similar.COMMON, "tokens": similar.K,
    }  # fmt: skip


def _same(group, called):
    """Many who have the same code need no names: it is the usual way to write it."""
    if len(group) > similar.COMMON:
        return f"{count(len(group), 'submission')} are the same, token for token."
    *others, last = (called[place] for place in group)
    return f"{', '.join(others)} and {last} are the same, token for token."


def _more(number):
    return f"{count(number, 'more pair')} {agree(number, 'is')} not listed." if number else ""
