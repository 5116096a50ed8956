"""Numbers in Arabic as the rest of the site writes digits, 0 to 9: thousands stand in groups of three."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
