"""The demonstration council: fictional homes, people and a year of reports, made by one deterministic command (K6)."""
