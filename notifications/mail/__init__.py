"""Mail: how it is written, sent, kept in a folder, and read when it comes back."""
