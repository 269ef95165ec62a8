"""What may be made. Refusals name their rule."""
