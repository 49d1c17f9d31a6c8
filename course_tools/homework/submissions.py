"""What was handed in: whose it is, and what is in it. Nothing here follows a link or trusts a name.

A folder or a zip archive is read as Canvas, Moodle, Blackboard, Brightspace, Google Classroom, GitHub Classroom,
nbgrader's exchange and otter export it; which of them it is, its names tell together. Otherwise the student of a
submission is the folder's name, STUDENT/hw1/hw1.ipynb or STUDENT/anything.ipynb, or the file's name without the
assignment's: `Anna Maria - hw1.ipynb` and `hw1_Anna Maria.ipynb` are both Anna Maria's. --pattern reads any other
names. `--dry-run` says who is who.
"""

from .handed_in import listing
from .handed_in.by_student import Submission
from .handed_in.handed import HandedIn
from .handed_in.layout import NoSubmissions
from .handed_in.pattern import BadPattern
from .handed_in.roster import BadRoster
from .handed_in.safe import LARGEST, Unreadable, student_id
from .handed_in.who import collect

REFUSED = (NoSubmissions, BadPattern, BadRoster)  # what a command says to its user

__all__ = ["LARGEST", "REFUSED", "BadPattern", "BadRoster", "HandedIn", "NoSubmissions", "Submission", "Unreadable",
           "collect", "listing", "student_id"]  # fmt: skip
