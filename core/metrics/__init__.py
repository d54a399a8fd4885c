"""Metrics, their entries, targets and totals."""
