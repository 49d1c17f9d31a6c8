"""Of all attempts of a student the best one counts, if the instructor wants it so."""

from dataclasses import replace


class Best:
    """Gathers the attempts of each student as they are graded, in whatever order."""

    def __init__(self):
        self._graded = {}  # {student: [(HandedIn, Outcome)]}

    def of(self, handed, graded):
        """The outcome that counts, when all attempts are graded; None before that.

        It is the one whose tests give most points; of two that give the same, the newer one.

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
        best, graded = max(gathered, key=lambda pair: (_points(pair[1]), -pair[0].number))
        note = f"the attempt that counts, since its tests give most: {best.attempt}"
        return replace(graded, record=replace(graded.record, notes=(*graded.record.notes, note)))


def _points(graded):
    return sum(question.points or 0 for question in graded.record.questions)
