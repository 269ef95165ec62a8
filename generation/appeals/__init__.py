"""Appeals of refused prompts: asked by the account's people, decided by a moderator, granted for one prompt."""
