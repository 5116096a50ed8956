"""Django's PostgreSQL, with a connection of the pool looked at rather than asked before each request (base.py)."""
