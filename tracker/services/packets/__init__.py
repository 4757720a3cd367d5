"""Packets: a letter with its cover memo and its exhibits, in one PDF or in parts of a size."""
