"""Commitments, their due days, outcomes and follow-up."""
