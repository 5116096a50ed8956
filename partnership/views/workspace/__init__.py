"""The pages of an organization's own place: its state, its team, its word that the entry is true, leaving."""
