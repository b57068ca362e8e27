"""What a plan file says, sheet by sheet."""
