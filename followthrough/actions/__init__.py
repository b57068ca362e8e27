"""What is recorded of one action, and why it stands where it does."""
