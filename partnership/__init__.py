"""The face of the registry: HTTP in, HTML or JSON out. It owns no table and decides nothing."""
