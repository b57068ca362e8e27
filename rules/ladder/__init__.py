"""The ladder: a policy, the facts of an action, and what they decide."""
