"""From a prompt to its specifics. Knows neither Django nor any engine."""
