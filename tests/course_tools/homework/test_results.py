"""What humans enter for one of a group counts for all of it."""

from collections import defaultdict

from course_tools.homework.results import entered

NOTHING = (None, None, True)


def test_points_and_comments_of_one_are_those_of_the_group():
    grades = defaultdict(dict, a={"q": (3.0, None, False), "r": NOTHING}, b={"q": NOTHING, "r": NOTHING},
                         c={"q": (1.0, None, False), "r": (None, 0.5, True)})  # fmt: skip
    comments = defaultdict(dict, a={"q": "good"}, c={"q": "hm", "r": "more"})
    assert entered(grades, comments, ("b", "a", "b", "c")) == (
        {"q": (3.0, None, False), "r": (None, 0.5, True)}, {"q": "good", "r": "more"}
    )  # fmt: skip


def test_ones_own_points_come_before_those_of_the_group():
    grades = defaultdict(dict, a={"q": (3.0, None, False)}, c={"q": (0.0, None, False)})
    assert entered(grades, defaultdict(dict), ("c", "a", "c"))[0] == {"q": (0.0, None, False)}
    assert grades == {"a": {"q": (3.0, None, False)}, "c": {"q": (0.0, None, False)}}


def test_who_is_in_no_group_has_what_was_entered_for_them():
    grades = defaultdict(dict, a={"q": NOTHING}, b={"q": (3.0, None, False)})
    assert entered(grades, defaultdict(dict, a={"q": "x"}), ("a",)) == ({"q": NOTHING}, {"q": "x"})
