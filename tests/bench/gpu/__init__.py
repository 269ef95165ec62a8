"""`make bench-gpu`: how fast a GPU makes clips, with full-size random weights ("random weights: speed only")."""
