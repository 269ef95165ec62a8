"""Whether a clip answers a request, and which specifics differ. Knows neither Django nor the index."""
