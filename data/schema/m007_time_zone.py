"""The seventh migration: a team has a time zone, in which its days begin and end."""

ADDED_COLUMNS = ("ALTER TABLE team ADD COLUMN time_zone TEXT NOT NULL DEFAULT ''",)
