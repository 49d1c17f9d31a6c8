"""`course doctor`: what this machine has for the course, what it lacks, and what to do about each."""
