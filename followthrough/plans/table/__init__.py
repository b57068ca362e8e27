"""What a table of actions says that was not made for us: found, understood, and asked about."""
