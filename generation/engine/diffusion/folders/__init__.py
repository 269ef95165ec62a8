"""A model's folder, looked at by its files' headers: without loading, and without torch."""
