"""Regulation 44: visits by the independent person and their reports."""
