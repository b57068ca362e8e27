"""What is stored: tables by subject, and every write but the outbox's, with its audit entry."""
