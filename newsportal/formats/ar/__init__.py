"""Dates and numbers in Arabic."""
