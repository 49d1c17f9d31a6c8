"""Where the course is published: the one place that says it. Empty and False until it is."""

from urllib.parse import quote

# "owner/name" on GitHub; buttons appear with it
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

DOMAINS = {
    "Colab": "https://colab.research.google.com/github/{repository}/blob/{branch}/{path}",
    "Kaggle": "https://www.kaggle.com/kernels/welcome?src=https://github.com/{repository}/blob/{branch}/{path}",
    "Binder": "https://mybinder.org/v2/gh/{repository}/{branch}?labpath={quoted}",
    "Codespaces": "https://codespaces.new/{repository}",
}


def buttons(stem, repository=None):
    """Links that open the learner's copy of a notebook elsewhere: {name of the place: address}; none without one."""
    repository = REPOSITORY if repository is None else repository
    if not repository:
        return {}
    path = f"{stem}.ipynb"
    known = {"repository": repository, "branch": LEARNERS, "path": path, "quoted": quote(path, safe="")}
    return {place: address.format(**known) for place, address in DOMAINS.items()}


def hub_link(hub, repository=None):
    """The nbgitpuller link that brings the learner's copies to a student's server on a JupyterHub, and renews them."""
    repository = REPOSITORY if repository is None else repository
    folder = repository.partition("/")[2]
    first = f"lab/tree/{folder}/{FIRST}.ipynb"
    asked = {"repo": f"https://github.com/{repository}", "branch": LEARNERS, "urlpath": first}
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in asked.items())
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"


def install_line(repository=None, on_index=None):
    """The one line that brings the course's package into a notebook's environment; empty where there is none yet.

    It leaves everything else there as it is: Colab and Kaggle have all that the course needs, in versions that their
    own pages depend on (docs/anywhere.md).
    """
    repository = REPOSITORY if repository is None else repository
    if ON_INDEX if on_index is None else on_index:
        return f"%pip install --no-deps {NAME}"
    return f"%pip install --no-deps git+https://github.com/{repository}" if repository else ""
