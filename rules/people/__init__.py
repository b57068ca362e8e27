"""Who is told instead of someone, and what roles and reporting lines mean."""
