"""The words after `huddle`: one module for each family, imported only when it is asked for."""
