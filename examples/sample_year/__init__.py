"""An invented plan of sixty actions, played for a year."""
