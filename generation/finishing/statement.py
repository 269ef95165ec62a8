"""What a file's signed note says, and whether it holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

State = Literal["ours", "altered", "someone else's", "none", "unreadable"]
#: Strings of a stranger's note are cut to this length, and its ingredients to this number.
MOST_WORDS, MOST_SOURCES = 300, 24


@dataclass(frozen=True)
class Source:
    """What a file was made from: an ingredient of its note.

    `whole`: it is that, or only a part of what was put in; with `begun` it is neither: its maker began with it.
    """

    title: str
    whole: bool
    ours: bool
    begun: bool = False


@dataclass(frozen=True)
class Statement:
    """The facts are only worth something where `state` is "ours".

    "altered": signed here, and changed since. `whole` is whether nothing was changed since somebody else signed.
    `clip` is a clip's number, `mark` that of the invisible mark which it should carry, `actions` are C2PA's names
    without their beginning ("cropped"), `sources` what it was made from.
    """

    state: State
    whole: bool = True
    engine: str = ""
    engine_version: str = ""
    title: str = ""
    licence_url: str = ""
    licence_number: str = ""
    source_type: str = ""
    clip: str = ""
    mark: str = ""
    actions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def words(self) -> str:
        """For people."""
        if self.state == "ours":
            return f"Signed here, and unchanged since: “{self.title}”."
        if self.state == "someone else's":
            changed = "" if self.whole else ", and the file was changed since"
            return f"It carries a signed note of somebody else's{changed}."
        return {
            "altered": "It carries a note signed here, but the file was changed since.",
            "none": "It carries no signed note: it was re-encoded, or never had one.",
            "unreadable": "It carries no signed note that can be read.",
        }[self.state]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Statement:
        """From what a process says that is not believed. Raises `KeyError`, `TypeError`, `ValueError`."""
        lists = {"actions", "sources", "whole"}
        words = {one.name: said[one.name] for one in fields(cls) if one.name not in lists}
        actions, sources = said["actions"], said["sources"]
        if said["state"] not in get_args(State) or not isinstance(said["whole"], bool):
            raise ValueError(said["state"])
        if max(len(actions), len(sources)) > MOST_SOURCES:
            raise ValueError("too many")
        for word in [*words.values(), *actions, *(one["title"] for one in sources)]:
            if not isinstance(word, str) or len(word) > MOST_WORDS:
                raise ValueError("no word")
        return cls(
            **words,
            whole=said["whole"],
            actions=tuple(actions),
            sources=tuple(
                Source(one["title"], one["whole"] is True, one["ours"] is True, one["begun"] is True)
                for one in sources
            ),
        )
