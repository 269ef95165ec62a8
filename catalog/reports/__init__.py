"""Reports from the public: received, put before a moderator, decided, answered, and forgotten in the end."""
