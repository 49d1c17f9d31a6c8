"""What needs backing, and what backs it."""

import pytest
from support.rows import each_row

from course_tools import project
from course_tools.claims.coverage import Coverage, canonical, sentences, static_faults, tokens_of
from course_tools.claims.passages import Passage, flatten, passages_of
from course_tools.claims.said import Said
from course_tools.claims.table import read_table
from course_tools.execute import read

from .conftest import LECTURE, PROSE, STEM, TABLE


def tokens(text, kind="prose"):
    return [token.text for token in tokens_of(Passage("a", kind, flatten(text)))]


def faults(course, **parts):
    course.write(**parts)
    entries, _ = read_table(STEM)
    notebook = read(project.NOTEBOOKS / f"{STEM}.ipynb")
    return static_faults(STEM, entries, passages_of(STEM), notebook)


@each_row(
    ("text", "needed"),
    [
        ("It rises by 3.", ["rises", "3"]),
        ("Does it rise by 3?", []),
        ("Does it rise? It rises.", ["rises"]),
        ("See notebook 03, section 4 and exercise 1.5, or notebooks 02 and 04.", []),
        ("y is 0 or 1.", []),
        ("The two classes, but two classes.", ["two"]),
        ("Write `two > 1.5`, always.", ["1.5", "always"]),
        ("To the left of it, left of it, on its right; that is right.", ["left", "left", "right"]),
        ("It *never* **ends**.", ["never"]),
        ('> **Common mistake.** *"It always takes 3."* It never does.', ["never"]),
        ("Nobody can do more, and every step costs half.", ["Nobody", "more", "every", "half"]),
    ],
)
def test_what_needs_backing(text, needed):
    assert tokens(text) == needed


def test_minutes_of_a_note_are_no_claim_and_elsewhere_they_are():
    assert tokens("Give them two minutes.", "notes") == []
    assert tokens("It takes two minutes.") == ["two"]


def test_bullets_and_sentences_stand_alone():
    text = flatten("It ends at 0.5. Then:\n\n- one\n- two, and\n  three\n\n| a | 7 |\n| b | 8 |")
    assert [text[start:end].strip() for start, end in sentences(text)] == [
        "It ends at 0.5.", "Then:", "one", "two, and three", "| a | 7 |", "| b | 8 |"
    ]  # fmt: skip


def test_a_backed_text_has_no_fault_and_all_is_counted(course):
    entries, _ = read_table(STEM)
    coverage = Coverage()
    notebook = read(project.NOTEBOOKS / f"{STEM}.ipynb")
    assert static_faults(STEM, entries, passages_of(STEM), notebook, coverage) == []
    assert coverage.all == coverage.backed == {"number": 6, "comparison": 6, "universal": 1}


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"prose": PROSE.replace("falls", "rises")}, "these words do not stand there: 'falls from 2.000 to 0.539'"),
        ({"prose": PROSE.replace("2.000 to 0.539", "0.539 to 2.000")}, "these words do not stand there"),
        ({"prose": PROSE + " It is nearer now."}, "not backed: comparison 'nearer', in: 'It is nearer now.'"),
        ({"prose": PROSE + " It was 1.700 before."}, "not backed: number '1.700'"),
        ({"prose": PROSE + " It was 0.539 and 2.000."}, "not backed: number '0.539', number '2.000'"),
        ({"prose": PROSE + " It was −0.539."}, "not backed: number '−0.539'"),
        ({"prose": PROSE + " In half of them."}, "not backed: number 'half'"),
        ({"lecture": LECTURE.replace("at 0.539", "at 0.593")}, f"{STEM}: slides/loss: not backed: number '0.593'"),
        ({"lecture": LECTURE.replace("five", "six")}, "notes/loss: these words do not stand there"),
        ({"lecture": LECTURE.replace("4 times", "3 times")}, "notes/loss: these words do not stand there"),
        ({"printed": "2.000 0.540\n"}, "slides/loss: not backed: number '0.539'"),
        ({"table": TABLE.replace('"notes/loss", "It f', '"notes/los", "It f')}, "there is no place 'notes/los'"),
    ],
)
def test_what_is_not_backed_is_named_with_its_place(course, parts, words):
    found = faults(course, **parts)
    assert any(words in fault for fault in found), found


def test_small_numbers_differ():
    assert canonical(Said(3e-5), "3e-05") == canonical(Said(3.0e-5), "0.00003") != canonical(Said(3e-75), "3e-75")
    assert canonical(Said(0.86), "86 %") == canonical(Said(0.86), "86.0 %") != canonical(Said(0.86), "0.86")


@pytest.mark.parametrize("more", [" It was 2.000.", " It was 2.000, then 0.539.", " In notebook 7 it is another."])
def test_what_is_printed_beside_it_in_its_order_needs_no_entry(course, more):
    assert faults(course, prose=PROSE + more) == []


def test_the_usual_wrong_answer_may_say_what_it_likes_up_to_what_puts_it_right(course):
    assert faults(course, lecture=LECTURE.replace("77 steps", "99 steps, always")) == []
    assert faults(course, lecture=LECTURE.replace("**Put it right.** It", "**Put it right.** Always it")) != []


def test_the_right_option_of_a_quiz_and_a_letter_are_claims_from_first_to_last_word():
    pinned = [passage for passage in passages_of("04_visualization") if passage.pinned]
    assert any(passage.place == "exercise 4.5" and passage.text == 'explanation = "c"' for passage in pinned)
    assert {passage.place for passage in pinned} >= {f"quiz 4.{number}" for number in range(1, 5)}
