"""The best possible error: never wrong outside the overlap, a coin toss within."""

from course_utils.data import bayes_error, overlap_interval

from ._drawing import Drawing

TITLE = "The best possible error"
N = 70


def steps(box):
    board = Drawing(box)
    low, high = overlap_interval()
    columns = 14 if box.wide else 10
    gap = (box.width - 20) / columns if not box.wide else 76
    down = 62
    size = 17

    # of seventy people half are negative; each class is spread evenly over its stretch of 7
    half = N // 2
    people = [(high * (k + 0.5) / half, False) for k in range(half)] + [
        (low + high * (k + 0.5) / half, True) for k in range(half)
    ]
    unsure = [low <= x <= high for x, _ in people]
    order = sorted(range(N), key=lambda k: (unsure[k], people[k][1], people[k][0]))
    wrong = [k for k in order if unsure[k]][::2]

    def put(kind_of):
        for place, k in enumerate(order):
            x, y = 20 + size + place % columns * gap, 40 + place // columns * down
            board.person(f"person-{k}", x, y, people[k][1], size, kind_of(k))

    put(lambda k: "")
    yield board.step(f"{N} people of this world. You know the recipe. How often are you wrong at best?")
    put(lambda k: "faded" if unsure[k] else "")
    yield board.step(f"Below {low:g} and above {high:g} you are never wrong: {N - sum(unsure)} of {N}.")
    put(lambda k: "faded" if not unsure[k] else "")
    yield board.step(f"Between them stand {sum(unsure)}. For each of these it is a coin toss.")
    put(lambda k: "hollow" if k in wrong else "faded")
    yield board.step(f"Half of them go wrong, {len(wrong)} of {N}: the Bayes error, 2/7 = {bayes_error():.3f}.")
