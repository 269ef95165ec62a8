"""GL objects that are freed together."""

from __future__ import annotations

from typing import Protocol, TypeVar


class Releasable(Protocol):
    """Any of moderngl's objects."""

    def release(self) -> object:
        """Free the GL object."""
        ...


T = TypeVar("T", bound=Releasable)


class Owned:
    """What a scene made on a stage, in the order of making."""

    def __init__(self) -> None:
        self.things: list[Releasable] = []

    def own(self, thing: T) -> T:
        """Remember `thing`, to be freed with the rest, and give it back."""
        self.things.append(thing)
        return thing

    def release(self) -> None:
        """Free everything, the latest first."""
        while self.things:
            self.things.pop().release()
