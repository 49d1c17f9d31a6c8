"""What teachers and maintainers need and learners do not."""
