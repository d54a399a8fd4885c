"""Programs that delete guards of the code one by one and look whether the tests notice."""
