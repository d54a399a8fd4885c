"""The sixth migration: a team says from how many voters on the sums of a vote are told."""

ADDED_COLUMNS = ("ALTER TABLE team ADD COLUMN voters_min INTEGER NOT NULL DEFAULT 3 CHECK (voters_min >= 3)",)
