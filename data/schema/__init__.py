"""The tables and the migrations that make them, a file a migration."""
