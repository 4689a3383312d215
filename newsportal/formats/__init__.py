"""How dates and numbers are written: day before month everywhere, the clock to 24 hours."""
