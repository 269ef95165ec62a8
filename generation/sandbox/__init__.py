"""Looking at strangers' files in a process that can do nothing else.

`look.py` is the site's side: it starts the process, gives it one file to read, hears its answers, and ends it.
`child.py` is the other side: it shuts itself in (`walls.py`), opens the file, and says what it saw. Decoders run
there alone. Neither side knows Django.
"""
