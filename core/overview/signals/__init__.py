"""What is behind and what went well, early."""
