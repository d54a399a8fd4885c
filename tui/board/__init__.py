"""The leaderboard screen."""
