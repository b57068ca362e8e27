"""A plan's escalation policy, and when each action is next looked at."""
