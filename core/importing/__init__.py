"""Import of CRM exports: the map, the file, its rows, and what was refused."""
