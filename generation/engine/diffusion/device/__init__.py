"""What a GPU is asked to hold and do, and how it is shared."""
