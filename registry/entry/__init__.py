"""The entry as a document: its fields, section forms, read, write, difference, merge, validation, upgrade."""
