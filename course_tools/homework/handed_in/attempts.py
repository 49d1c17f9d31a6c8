"""Of all attempts of a student the best one counts, if the instructor wants it so."""

from dataclasses import replace


class Best:
    """Gathers the attempts of each student as they are graded, in whatever order.

    Parameters
    ----------
    worth : function, optional
        What is left of an attempt's points when lateness has cost its share: worth(handed, points, maximum).
    """

    def __init__(self, worth=None):
        self._worth = worth or (lambda handed, points, maximum: points)
        self._graded = {}  # {student: [(HandedIn, Outcome)]}

    def of(self, handed, graded):
        """The outcome that counts, when all attempts are graded; None before that.

        It is the one whose tests give most points, after what lateness costs; of two that give the same, the newer.

        Parameters
        ----------
        handed : HandedIn
        graded : Outcome
        """
        if not handed.among:
            return graded
        gathered = self._graded.setdefault(handed.student, [])
        gathered.append((handed, graded))
        if len(gathered) < len(handed.among):
            return None
        del self._graded[handed.student]
        best, graded = max(gathered, key=lambda pair: (self._left(*pair), -pair[0].number))
        note = f"the attempt that counts, since its tests give most: {best.attempt}"
        return replace(graded, record=replace(graded.record, notes=(*graded.record.notes, note), attempt=best.number))

    def _left(self, handed, graded):
        questions = graded.record.questions
        points = sum(question.points or 0 for question in questions)
        return self._worth(handed, points, sum(question.maximum for question in questions))
