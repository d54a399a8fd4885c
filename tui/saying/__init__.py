"""The line in which cards are typed: its drafts, the cards being sent, the review of many lines."""
