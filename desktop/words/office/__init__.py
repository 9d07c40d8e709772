"""The office's sentences that more than one page says."""
