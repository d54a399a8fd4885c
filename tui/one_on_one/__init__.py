"""The one-on-one screens."""
