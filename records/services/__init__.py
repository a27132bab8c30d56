"""Every write on the home's records and its returns: keyword-only, ``by`` and ``now``, one transaction."""
