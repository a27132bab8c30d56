"""How fast the portal is and how much it asks of the database, on the fictional council (``make bench``)."""
