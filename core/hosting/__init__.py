"""The hosting rotation: its order, its stored seats, its reasons."""
