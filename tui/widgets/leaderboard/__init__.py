"""The leaderboard widget."""
