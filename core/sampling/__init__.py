"""The parts of the sample team: its people, their texts and their numbers."""
