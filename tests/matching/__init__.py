"""Which offers fit which gaps: a table of pairs by hand, and what holds it against the site."""
