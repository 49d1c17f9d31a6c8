"""Which exercises are solved, as a learner asks for it."""

from .._kept import progress_file, solved
from .registry import chapter_of, exercises


def progress():
    """Show which exercises are solved.

    Kept on this machine only, in the file named below the table. To begin again, delete it.

    Examples
    --------
    >>> progress()  # doctest: +ELLIPSIS
    notebook 01   ... 1.1  ... 1.2  ...
    """
    done = solved()
    chapters = {}
    for number in exercises():
        chapters.setdefault(chapter_of(number), []).append(number)
    for chapter, numbers in chapters.items():
        marks = "  ".join(f"{'✔' if number in done else '○'} {number}" for number in numbers)
        print(f"notebook {chapter:02d}   {marks}")
    print(f"\n{len(done & set(exercises()))} of {len(exercises())} solved. Kept in {progress_file()}")
