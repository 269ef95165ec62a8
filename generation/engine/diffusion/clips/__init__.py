"""From what is asked to a clip: native sizes and segments, checkpoints on disk, and the frames that run behind them."""
