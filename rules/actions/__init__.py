"""What may be recorded of an action, and why it stands where it does."""
