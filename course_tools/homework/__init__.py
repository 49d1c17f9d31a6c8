"""Homework in nbgrader's format: released without solutions, graded in parallel and in a sandbox."""

import sys

# With it jsonschema checks international addresses, of which notebooks have none; its import takes most of a second.
sys.modules.setdefault("rfc3987_syntax", None)
