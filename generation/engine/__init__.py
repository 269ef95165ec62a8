"""What renders. Engines know neither Django nor finishing."""
