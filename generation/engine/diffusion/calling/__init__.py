"""Calling a pipeline of diffusers: loaded, checked, run a step at a time, decoded and looked at."""
