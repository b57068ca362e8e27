"""Packs: due, drafted from a position, issued in versions, filed and mailed."""
