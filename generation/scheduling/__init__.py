"""Which job goes next: plain values in, plain values out; the workers and the simulator ask the same code."""
