"""The invisible mark: a number in every frame's brightness that survives what happens to videos on their way.

`embed` puts it in, `averages` and `find` read it back; no original is needed. `pattern` says what it looks like,
`number` how a number becomes a pattern, `keys` whose it is.
"""
