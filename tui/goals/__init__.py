"""The goals screen."""
