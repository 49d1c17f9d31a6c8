"""What goes back: totals, the platforms' gradebooks filled, and pages of feedback in the platforms' own names."""
