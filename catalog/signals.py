"""News from the catalogue. Sent inside the transaction that made it true; receivers may join it."""

from django.dispatch import Signal

#: A clip may be found and licensed now. Arguments: clip (Clip), actor (User or None).
clip_published = Signal()

#: A moderator rejected a clip, for good. Arguments: clip (Clip), actor (User), reason (str).
clip_rejected = Signal()
