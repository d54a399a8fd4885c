"""What home and the member page show, put together from the other packages."""
