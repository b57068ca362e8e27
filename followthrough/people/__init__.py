"""Changes among people: leaving, cover, addresses and roles."""
