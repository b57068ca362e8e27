"""What a day, or each day ahead, comes to for many actions."""
