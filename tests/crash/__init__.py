"""Kills the parts of a running site in the middle of the main job, and compares what was answered with what is kept."""
