"""What people hand in, read strictly, with a sentence for every problem."""
