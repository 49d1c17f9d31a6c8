"""A package index on this machine, and wheels that hold nothing, for tests of what installs and resolves."""

import contextlib
import hashlib
import http.server
import io
import json
import threading
import zipfile


def wheel(name, version, *, tag="py3-none-any", requires=()):
    """An empty wheel: its file name and its bytes."""
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    info = f"{name}-{version}.dist-info"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{info}/METADATA", "\n".join(metadata) + "\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}-{version}-{tag}.whl", content.getvalue()


class Index:
    """An index of wheels at `address`; `asked` lists the paths that were asked for.

    It answers as the ordinary index does, with sizes, or as PyTorch's does: pages of links. Set `answers_left` to
    have it refuse after so many answers.
    """

    def __init__(self, wheels, *, links=False):
        self.answers, self.asked, self.answers_left = {}, [], float("inf")
        self.links = links
        self.add(wheels)

    def add(self, wheels):
        projects = {}
        for name, content in wheels:
            self.answers[f"/files/{name}"] = ("application/octet-stream", content)
            projects.setdefault(name.partition("-")[0].replace("_", "-"), []).append((name, content))
        for project, files in projects.items():
            self.answers[f"/{project}/"] = self._page(project, files)

    def _page(self, project, files):
        if self.links:
            lines = []
            for name, content in files:
                address = f"/files/{name.replace('+', '%2B')}#sha256={hashlib.sha256(content).hexdigest()}"
                lines.append(f'<a href="{address}">{name}</a><br>')
            return "text/html", f"<!DOCTYPE html><html><body>{' '.join(lines)}</body></html>".encode()
        listed = [{"filename": name, "url": f"/files/{name}", "hashes": {}, "size": len(content)}
                  for name, content in files]  # fmt: skip
        page = {"meta": {"api-version": "1.1"}, "name": project, "versions": [], "files": listed}
        return "application/vnd.pypi.simple.v1+json", json.dumps(page).encode()


@contextlib.contextmanager
def served(index):
    """The index, answering at `index.address` until the end of the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.replace("%2B", "+")
            index.asked.append(path)
            index.answers_left -= 1
            if path not in index.answers or index.answers_left < 0:
                self.send_error(404)
                return
            kind, content = index.answers[path]
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        do_HEAD = do_GET

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        index.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()
