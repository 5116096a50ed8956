"""The demonstration: invented organizations in six languages, made by the same actions as real ones."""
