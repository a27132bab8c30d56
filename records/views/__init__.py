"""Pages of the home's records and returns."""
