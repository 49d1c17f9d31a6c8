"""The exercises and the quiz of each notebook, in a module of its name."""
