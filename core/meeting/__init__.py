"""A meeting: its stages, boards, cards, trends, votes, timer and pulse."""
