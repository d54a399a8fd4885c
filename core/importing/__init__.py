"""Taking in what a CRM exports: the map, the file, its rows, and what could not be taken."""
