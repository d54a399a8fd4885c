"""The views that the meeting screen shows in each stage, one module a stage."""
