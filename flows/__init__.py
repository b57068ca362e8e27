"""What Prefect runs: one file, one flow, one deployment."""
