"""The rules of the application: meetings, numbers, commitments, goals, and who may do and see what. Imports nothing of
`tui`."""
