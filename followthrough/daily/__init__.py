"""Today's check, its digests, missed days, the days ahead, and how things stand."""
