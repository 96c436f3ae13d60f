"""Migrations of the database, run in the order of their numbers."""
