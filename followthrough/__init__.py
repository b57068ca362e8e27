"""What the service does, free of Prefect: shared by flows, command line and tests."""
