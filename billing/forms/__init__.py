"""The forms that people need of a licensed clip: sizes, crops, loops, stills, a slide, cuts."""
