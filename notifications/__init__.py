"""Outbox and channels: how a notice becomes a message, and how it leaves."""
