"""The pages of joining; the same pages edit an entry later."""
