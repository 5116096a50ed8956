"""Dates with a time in Arabic, as dates alone are written there; Django has no form of its own for them."""

DATETIME_FORMAT = "j F، Y، g:i A"
