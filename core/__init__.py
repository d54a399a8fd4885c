"""The method: the rules, and who may do what. Knows no screen."""
