"""The rooms in which signals are noticed, one for each thing that is looked at. `core.signals` puts them together."""
