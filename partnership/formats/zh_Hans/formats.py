"""Numbers in Chinese: thousands stand in groups of three, as in the national standard for digits (GB/T 15835)."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
