"""What a platform exports, read: which file is whose, which attempt it is, and who is missing."""
