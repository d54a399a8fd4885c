"""What is noticed of who needs whom, by what it is about. `core.needs` lists it in its order."""
