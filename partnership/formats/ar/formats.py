"""Arabic as the rest of the site writes it: digits 0 to 9 in groups of three, and dates with a time as dates alone are
written; Django has no form of its own for them.
"""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
DATETIME_FORMAT = "j F، Y، g:i A"
