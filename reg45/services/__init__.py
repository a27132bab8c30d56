"""Every write on a quality of care review."""
