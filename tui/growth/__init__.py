"""Training, mentoring, reviews, feedback and formal steps."""
