"""What a pack says, row by row and section by section, and how versions differ."""
