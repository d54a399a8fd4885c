"""The rotation from within: the order, whose seat it is, and why in words."""
