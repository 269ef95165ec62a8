"""How a licensed clip is said to be made by a machine: texts to paste, and a note for programs."""
