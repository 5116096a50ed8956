"""The desk of the secretariat: the queue, the review of a submission, edits of entries, cases."""
