"""Judgements on ratios of two sums: intervals. Knows nothing of care."""
