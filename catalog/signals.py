"""News from the catalogue. Sent inside the transaction that made it true; receivers may join it."""

from django.dispatch import Signal

#: A clip may be found and licensed now. Arguments: clip (Clip), actor (User or None).
clip_published = Signal()

#: A moderator rejected a clip, for good. Arguments: clip (Clip), actor (User), reason (str).
clip_rejected = Signal()

#: A review was decided and the decision can't be taken back any more. Arguments: review (Review), approved (bool),
#: actor (User), reason (str). Sent for every kind; of a clip's own review after `clip_published` or `clip_rejected`.
review_decided = Signal()
