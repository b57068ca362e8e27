"""What `make run` adds: the example's story and a local mailbox."""
