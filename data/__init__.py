"""What is kept: the schema, the store and the feed. Knows no rule of the method."""
