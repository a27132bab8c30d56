"""Every write on audits and their kinds: keyword-only, ``by`` and ``now``, one transaction."""
