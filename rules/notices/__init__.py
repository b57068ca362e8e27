"""What notices say, what goes into one digest, and when to try again."""
