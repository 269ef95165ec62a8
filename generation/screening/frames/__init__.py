"""Looking at what was rendered, before anybody else does. Knows no Django and no catalogue."""
