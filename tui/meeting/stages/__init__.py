"""What the meeting screen shows in each stage, a module a stage."""
