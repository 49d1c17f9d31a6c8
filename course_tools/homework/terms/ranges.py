"""What may be drawn for a parameter, as the parameters cell of a template says it, and the drawing.

A choice is

    [a, b, c]                                one of these
    {"from": 1, "to": 9, "step": 0.5}        a number of this grid, both ends included; without "step" by 1
    {"shuffled": [a, b, c]}                  all of these, in some order
    {"times": 5, "of": choice}               a list of so many that differ from each other, sorted if "sorted" is true
    {"each": [choice, choice]}               a list with one of each
    {"pick": 3}                              so many of the bank's items for this parameter, by their names
"""

from dataclasses import dataclass
from decimal import Decimal

from .keys import Key

MOST_TRIES = 1000
FIELDS = ({"from", "to"}, {"from", "to", "step"}, {"shuffled"}, {"times", "of"}, {"times", "of", "sorted"}, {"each"},
          {"pick"})  # fmt: skip


class BadChoice(Exception):
    """A choice cannot be read, or nothing can be drawn for it."""


@dataclass(frozen=True)
class Draw:
    """One drawing of all parameters of an assignment.

    Parameters
    ----------
    key : Key
    assignment : str
    student : str
        Empty if the whole class has the same.
    attempt : int
        Which; a draw that will not do is followed by the next.
    """

    key: Key
    assignment: str
    student: str
    attempt: int

    def value(self, name, choice, items=()):
        """What is drawn for a parameter.

        Parameters
        ----------
        name : str
        choice : list or dict
        items : sequence of str
            Names of the bank's items for it.

        Raises
        ------
        BadChoice
        """
        if isinstance(choice, dict) and "pick" in choice:
            if set(choice) != {"pick"} or type(choice["pick"]) is not int or choice["pick"] < 1:
                raise BadChoice(f'{name}: {choice!r}; {{"pick": 3}} was expected')
            if len(items) < choice["pick"]:
                raise BadChoice(f"{name}: a term takes {choice['pick']} of the bank, and the bank has {len(items)}")
            return sorted(self._order(sorted(items), name)[: choice["pick"]])
        return self._drawn(choice, name)

    def _below(self, n, *what):
        return self.key.below(n, self.assignment, self.student, self.attempt, *what)

    def _order(self, things, *what):
        rest, order = list(things), []
        while rest:
            order.append(rest.pop(self._below(len(rest), *what, "order", len(rest))))
        return order

    def _drawn(self, choice, *what):
        if isinstance(choice, list) and choice:
            return choice[self._below(len(choice), *what)]
        if not isinstance(choice, dict) or set(choice) not in FIELDS or "pick" in choice:
            raise BadChoice(f"{what[0]}: {choice!r} is no choice; docs/homework.md lists what is")
        try:
            if "from" in choice:
                return self._on_grid(choice, *what)
            if "shuffled" in choice:
                return self._order(choice["shuffled"], *what)
            if "each" in choice:
                return [self._drawn(one, *what, place) for place, one in enumerate(choice["each"])]
            return self._different(choice, *what)
        except (TypeError, ValueError, ArithmeticError) as error:
            raise BadChoice(f"{what[0]}: {choice!r} cannot be drawn from: {error}") from None

    def _on_grid(self, choice, *what):
        first, last, step = (Decimal(str(choice.get(key, 1))) for key in ("from", "to", "step"))
        n = int((last - first) / step) + 1 if step > 0 else 0
        if n < 1:
            raise ValueError("it is empty")
        number = first + step * self._below(n, *what)
        whole = all(isinstance(value, int) for value in choice.values())
        return int(number) if whole else float(number)

    def _different(self, choice, *what):
        found = []
        for trial in range(MOST_TRIES):
            if len(found) == choice["times"]:
                return sorted(found) if choice.get("sorted") else found
            value = self._drawn(choice["of"], *what, trial)
            if value not in found:
                found.append(value)
        raise ValueError(f"{MOST_TRIES} draws gave fewer than {choice['times']} that differ")
