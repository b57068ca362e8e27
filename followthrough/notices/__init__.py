"""Notices: composed, freshened, delivered, proved and returned, with their alarms."""
