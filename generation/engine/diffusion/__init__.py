"""Text-to-video models on GPUs. torch is imported inside functions: a web host reads the rules without."""
