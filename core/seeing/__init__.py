"""The rules of who may see what, by what the tables are about. `core.visibility` lists them."""
