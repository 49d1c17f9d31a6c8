"""Numbers as texts say them."""

import pytest
from support.rows import each_row

from course_tools.claims.said import Numbers, Said, numbers_in


@each_row(
    ("text", "values"),
    [
        ("weight 0.613, bias −3.173", [0.613, -3.173]),
        ("weight 0.613, bias -3.173", [0.613, -3.173]),
        ("from 3 to 7, or 3–7", [3, 7, 3, 7]),
        ("$x - 3$ and $-3$", [3, -3]),
        ("$x_1 + 2\\,x_2$, e^2", [2]),
        ("2,000 rows, 20,000, $2{,}000$, 2\u202f000", [2000, 20000, 2000, 2000]),
        ("counts of 14, 7, 6", [14, 7, 6]),
        ("86 %, 86%, 86\\,\\%, 12 per cent", [0.86, 0.86, 0.86, 0.12]),
        ("(4/7) log 2, \\tfrac{4}{7}, \\frac47", [4 / 7, 2, 4 / 7, 4 / 7]),
        ("It is 2/7. Or 1/2, or 3/4.5 of it", [2 / 7, 1 / 2, 3, 4.5]),
        ("1e-7 and 4e−8", [1e-7, 4e-8]),
        ("½ of it, ⅘", [0.5, 0.8]),
        ("half of twenty-five, twice", [0.5, 25, 2]),
        ("two thirds, a quarter, three tenths, one third", [2 / 3, 0.25, 0.3, 1 / 3]),
        ("one hundred-thousandth, five ten-thousandths", [1e-5, 5e-4]),
        ("a hundred thousand, two hundred, a dozen, forty thousand", [100_000, 200, 12, 40_000]),
        ("the third line, the second time, one of them", []),
        ("Adam2 x10 notebook_03 v1.2.3", []),
        ("Seven lines. 0.539.", [7, 0.539]),
    ],
)
def test_numbers_are_read_with_sign_unit_and_order(text, values):
    assert [float(number.said) for number in numbers_in(text)] == pytest.approx(values, rel=1e-12)


@each_row(
    ("said", "value", "equal"),
    [
        ("0.539", 0.53861, True), ("0.539", 0.5384, False), ("0.540", 0.5394, False), ("−3.173", -3.17314, True),
        ("3.173", -3.17314, False), ("86 %", 0.8649, True), ("86 %", 0.8651, False),
        ("40", 40, True), ("40", 41, False),
        ("2/7", 2 / 7, True), ("2/7", 0.286, False), ("a third", 1 / 3, True), ("a third", 0.33, False),
        ("five", 5, True), ("five", 5.2, False), ("1e-7", 1.2e-7, True), ("1e-7", 1.6e-7, False),
    ],
)  # fmt: skip
def test_a_number_equals_what_rounds_to_it(said, value, equal):
    (number,) = numbers_in(said)
    assert (number.said == value) is equal
    assert (value == number.said) is equal
    assert (Numbers([number.said]) == value) is equal


def test_several_numbers_are_compared_in_their_order():
    said = Numbers(number.said for number in numbers_in("0.202 and 0.800"))
    assert said == (0.2019, 0.8001)
    assert said != (0.8001, 0.2019)
    assert said != (0.2019,)
    assert said != 0.2019


def test_bounds_compare_with_what_is_said():
    (number,) = numbers_in("more than 20 times")
    assert [value > number.said for value in (19, 21)] == [False, True]
    assert [number.said < value for value in (19, 21)] == [False, True]
    assert Said(3.0) <= 3 <= Said(3.0)
    assert Said(6.0) / 2 == 6 / Said(2.0) == 3 == Said(1.5) * 2 == Said(5.0) - 2 == 8 - Said(5.0) == Said(1.0) + 2
