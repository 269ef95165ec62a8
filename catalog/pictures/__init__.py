"""What pictures show, as vectors of a CLIP or SigLIP model that the operator names; without one, nothing."""
