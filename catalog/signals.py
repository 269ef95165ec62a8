"""News from the catalogue. Sent inside the transaction that made it true; receivers may join it."""

from django.dispatch import Signal

#: A clip may be found and licensed now. Arguments: clip (Clip), actor (User or None).
clip_published = Signal()

#: A moderator rejected a clip, for good. Arguments: clip (Clip), actor (User), reason (str).
clip_rejected = Signal()

#: A review was decided and the decision can't be taken back any more. Arguments: review (Review), approved (bool),
#: actor (User), reason (str). Sent for every kind; of a clip's own review after `clip_published` or `clip_rejected`.
review_decided = Signal()

#: A clip was hidden until somebody decides, or taken down: `takedown.interim` says which. Sent again when a hidden
#: one is taken down. Arguments: clip (Clip, its row locked), takedown (Takedown), actor (User; None hid it by itself).
clip_taken_down = Signal()

#: A clip is again what it was before. Arguments: clip (Clip), takedown (Takedown, ended), actor (User or None).
clip_put_back = Signal()
