"""Grading by hand in a page of one's own: criteria as ticks, one answer after the other, all students."""
