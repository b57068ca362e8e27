"""What is right: pure decisions on frozen facts. No clock, no database, no files."""
