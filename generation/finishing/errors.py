"""How finishing fails. `permanent` says whether trying again can help; `public` is for the person."""

from __future__ import annotations

import errno

#: How the system says that there is no room, whether on the disk, in a quota or by a limit.
DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FinishingError(Exception):
    """A clip that could not be finished. Nothing of it stays on disk."""

    permanent = False
    public = "The clip could not be finished. Your credits are back; please try again."


class EncoderDied(FinishingError):
    """The encoder ended before its time."""

    public = "The encoder stopped unexpectedly. It is tried again by itself."


class DiskFull(FinishingError):
    """No space is left for the clip."""

    public = "The server's disk is full. It is tried again by itself; the operators have been told."


class SigningFailed(FinishingError):
    """A finished file could not be given its signed note."""


class BrokenFrames(FinishingError):
    """The frames are not what was announced: wrong size, wrong number, or not pictures at all."""

    permanent = True


class BrokenSound(FinishingError):
    """The sound is not what was announced."""

    permanent = True


class BadKeys(Exception):
    """The signing keys on this machine can't be used; the message says what to do."""


class Stopped(Exception):
    """Finishing was told to stop."""


class UnreadableMedia(Exception):
    """A file that is neither a video nor a picture that can be looked at; the message is for the person."""
