"""Boards: when they meet, who sits on them, and how their update rounds stand."""
