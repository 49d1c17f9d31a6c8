"""Where libraries write as soon as they are imported."""

import contextlib
import os
import tempfile

# in a sandbox
CACHES = {"MPLCONFIGDIR": "/tmp/matplotlib", "IPYTHONDIR": "/tmp/ipython"}


@contextlib.contextmanager
def elsewhere():
    """Let what is imported meanwhile write into a folder that is gone afterwards, and into none that others share."""
    with tempfile.TemporaryDirectory(prefix="proctor-", ignore_cleanup_errors=True) as folder:
        os.environ.update(dict.fromkeys((*CACHES, "TMPDIR"), folder))
        tempfile.tempdir = None  # it is looked up again
        try:
            yield
        finally:
            for name in [name for name, value in os.environ.items() if value.startswith(folder)]:
                del os.environ[name]
            os.environ.update(CACHES)
            tempfile.tempdir = None
