"""One pass over the frames: master, renditions, marks, quality, fingerprint, provenance.

Takes and returns paths and dataclasses. Knows neither Django nor any engine.
"""
