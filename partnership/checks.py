"""System checks that explain what is wrong with an installation, and what to do."""
