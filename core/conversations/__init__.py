"""Conversations between members: one-on-ones, praise, feedback, reviews, mentoring, training and formal steps."""
