"""A thousand people, sorted anew into what a positive result means."""

from functools import cache

from course_utils.metrics import cheapest_threshold, confusion_counts

from ._drawing import Drawing
from ._reference import after

TITLE = "A thousand people, and a positive result"
PREVALENCES = (0.5, 0.1, 0.02)
N = 1000


@cache
def counts(prevalence):
    """(infected and found, infected and missed, healthy and alarmed, healthy and cleared) of a thousand people."""
    trained = after()
    threshold, _ = cheapest_threshold(trained.y, trained.p, cost_fp=1, cost_fn=5)
    chosen = confusion_counts(trained.y, trained.p, threshold)
    infected = round(N * prevalence)
    found = round(infected * chosen.recall)
    alarmed = round((N - infected) * (1 - chosen.specificity))
    return found, infected - found, alarmed, N - infected - alarmed


def steps(box):
    board = Drawing(box)
    room = 300 if box.wide else 0
    columns = 50 if box.wide else 40
    gap = (box.width - room) / columns
    down = min(gap, (box.height - 60 - (0 if box.wide else 70)) / (N / columns))
    top = 40
    size = min(gap, down) * 0.36

    def place(k):
        return gap / 2 + k % columns * gap, top + down / 2 + k // columns * down

    def draw(prevalence, by_result):
        found, missed, alarmed, _ = counts(prevalence)
        infected = found + missed
        # who is found comes first, then the alarmed; a person keeps her number, and with it her place in a class
        order = list(range(N))
        called = set(range(found)) | set(range(infected, infected + alarmed))
        if by_result:
            order = sorted(order, key=lambda k: (k not in called, k))
        for place_of, k in enumerate(order):
            x, y = place(place_of)
            board.person(f"p{k}", x, y, k < infected, size, "" if not by_result or k in called else "faded")

    captions = {0.5: ", as in our rows", 0.1: "", 0.02: ""}
    for prevalence in PREVALENCES:
        found, _, alarmed, _ = counts(prevalence)
        board.remove(*(["ppv", "of", "name"] if "ppv" in board.marks else []))
        draw(prevalence, False)
        yield board.step(
            f"{N * prevalence:.0f} of a thousand are infected{captions[prevalence]}. Whom does the test call?"
        )
        draw(prevalence, True)
        ppv = found / (found + alarmed)
        x, y = (box.width - 10, 150) if box.wide else (box.width - 10, box.height - 14)
        board.words("ppv", x, y, f"{ppv:.3f}", "strong", size=56, anchor="end")
        board.words(
            "of",
            x - (0 if box.wide else 190),
            y + (46 if box.wide else 0),
            f"{found} of {found + alarmed}",
            anchor="end",
        )
        board.words(
            "name",
            x - (0 if box.wide else 400),
            y - (64 if box.wide else 0),
            "infected among" if box.wide else "infected:",
            "quiet",
            anchor="end",
        )
        yield board.step(f"{found + alarmed} positive results, {found} of them infected: a share of {ppv:.3f}.")
