"""Measurements of the site as it is served. `make bench` runs them."""

FLOOR = "/bench/floor/"  # the page that the others are measured against: constant, without middleware
STACK = "/bench/stack/"  # the same behind all middleware
ONE_ROW = "/bench/row/"  # the same with one row of the database in it
