"""Goals of members and the team, and who carries them."""
