"""Measurements of the site as it is served. `make bench` runs them."""

FLOOR = "/bench/floor/"  # the page that the others are measured against
