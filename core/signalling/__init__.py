"""The sources of signals, one module for each subject. `core.signals` combines them."""
