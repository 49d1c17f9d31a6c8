"""Homework in nbgrader's format: released without solutions, graded in parallel and in a sandbox."""
