"""What a later file of a plan changes: pure decisions."""
