"""The sample team from within: who they are, what they say, what they sell."""
