"""Repeated refusals: a slip is forgiven, probing for what passes is slowed and shown to moderators."""
