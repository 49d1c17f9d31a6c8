import os
import tempfile

from proctor import caches


def test_what_is_written_at_an_import_is_gone_and_lay_in_no_folder_that_others_have(monkeypatch):
    for name in (*caches.CACHES, "TMPDIR", "OTHER_CACHE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    with caches.elsewhere():
        folders = {os.environ[name] for name in (*caches.CACHES, "TMPDIR")} | {tempfile.gettempdir()}
        (folder,) = folders
        assert os.stat(folder).st_mode & 0o777 == 0o700
        os.environ["OTHER_CACHE"] = tempfile.mkdtemp()
    assert not os.path.exists(folder)
    assert {name: os.environ.get(name) for name in (*caches.CACHES, "TMPDIR", "OTHER_CACHE")} == {
        **caches.CACHES, "TMPDIR": None, "OTHER_CACHE": None}  # fmt: skip
    assert tempfile.gettempdir() != folder
