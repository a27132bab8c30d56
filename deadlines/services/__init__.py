"""Every write on time limits."""
