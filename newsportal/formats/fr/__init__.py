"""Dates and numbers in French."""
