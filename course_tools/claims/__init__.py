"""What the course says, and what must hold for it: tables of claims, checked against the executed notebooks.

A table is a module in tests/claims, named as its notebook. Each entry pins some words of a notebook, slide, note,
exercise, quiz or misconception, and gives an expression that must hold where they stand.
"""

from .table import Table

__all__ = ["Table"]
