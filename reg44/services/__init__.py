"""Every write of the Regulation 44 cycle: keyword-only, ``by`` and ``now``, one transaction, one event, locked rows."""
