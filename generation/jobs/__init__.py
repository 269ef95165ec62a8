"""A job's life: claimed, rendered, finished, stored, settled; or taken back from the dead."""
