"""The database layer: schema, store and change feed. It knows no rules of the meeting method."""
