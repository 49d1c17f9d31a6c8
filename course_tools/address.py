"""Where the course is published: the one place that says it. Empty and False until it is."""

import re
from dataclasses import dataclass
from urllib.parse import quote

# "owner/name" on GitHub, or the address of a repository as a browser or git has it; buttons appear with it
REPOSITORY = ""
# True once the package index has the course under its name. Before, somebody else could take that name: nothing may
# tell people to install it.
ON_INDEX = False
# where the site is published, "https://…/": previews of links want whole addresses
SITE = ""
NAME = "logistic-regression-course"
# the branch with the learner's copies, without what stands below a Predict question
LEARNERS = "learners"
# the notebook that is opened where none is named
FIRST = "01_sigmoid"

# https://HOST/PATH, ssh://git@HOST/PATH, git@HOST:PATH
WRITTEN = re.compile(r"(?:\w+://(?:[^@/]*@)?(?P<host>[^/:]+)(?::\d+)?/|(?:[^@/:]+@)?(?P<ssh>[^/:]+\.[^/:]+):)(?P<path>.+)")
GITHUB, GITLAB = "github.com", "gitlab.com"
# what opens notebooks, and of which hosts: Colab, Kaggle and Codespaces read GitHub alone
OPENERS = {
    "Colab": {GITHUB: "https://colab.research.google.com/github/{path}/blob/{branch}/{notebook}"},
    "Kaggle": {GITHUB: "https://www.kaggle.com/kernels/welcome?src=https://github.com/{path}/blob/{branch}/{notebook}"},
    "Binder": {
        GITHUB: "https://mybinder.org/v2/gh/{path}/{ref}?labpath={quoted}",
        GITLAB: "https://mybinder.org/v2/gl/{whole}/{ref}?labpath={quoted}",
    },
    "Codespaces": {GITHUB: "https://codespaces.new/{path}"},
}


@dataclass(frozen=True)
class Repository:
    """`path` is "owner/name", on GitLab with the groups between."""

    host: str
    path: str

    @property
    def url(self):
        return f"https://{self.host}/{self.path}"

    @property
    def name(self):
        """What a clone of it is called."""
        return self.path.rpartition("/")[2]


def repository(written=None):
    """The repository that a setting names; None for an empty one.

    Parameters
    ----------
    written : str, optional
        "owner/name", or an address as it stands in a browser or in `git remote`. Default: REPOSITORY.

    Raises
    ------
    ValueError
        If no owner and name can be read out of it.
    """
    written = (REPOSITORY if written is None else written).strip()
    if not written:
        return None
    found = WRITTEN.fullmatch(written)
    host, path = ((found["host"] or found["ssh"]).lower(), found["path"]) if found else (GITHUB, written)
    path = re.split(r"/-/|/tree/|[?#]", path)[0].strip("/").removesuffix(".git")
    parts = path.split("/")
    usual = len(parts) == 2 or (len(parts) > 2 and host != GITHUB)
    if not usual or not all(re.fullmatch(r"[\w.-]+", part) for part in parts):
        raise ValueError(
            f"REPOSITORY in course_tools/address.py is {written!r}. It takes owner/name, or an address such as "
            f"https://{GITHUB}/owner/name"
        )
    return Repository(host.removeprefix("www."), path)


def buttons(stem, written=None):
    """Links that open the learner's copy of a notebook elsewhere: {name of the place: address}; none without one."""
    place = repository(written)
    if place is None:
        return {}
    notebook = f"{stem}.ipynb"
    known = {
        "path": place.path, "whole": quote(place.path, safe=""), "branch": quote(LEARNERS),
        "ref": quote(LEARNERS, safe=""), "notebook": quote(notebook), "quoted": quote(notebook, safe=""),
    }  # fmt: skip
    return {name: hosts[place.host].format(**known) for name, hosts in OPENERS.items() if place.host in hosts}


def install_line(written=None, on_index=None):
    """The one line that brings the course's package into a notebook's environment; empty where there is none yet.

    It leaves everything else there as it is: Colab and Kaggle have all that the course needs, in versions that their
    own pages depend on (docs/anywhere.md).
    """
    place = repository(written)
    if ON_INDEX if on_index is None else on_index:
        return f"%pip install --no-deps {NAME}"
    return f"%pip install --no-deps git+{place.url}" if place else ""
