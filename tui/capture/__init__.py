"""Quick entry of cards for a scribe."""
