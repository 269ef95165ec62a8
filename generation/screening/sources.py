"""The files that a policy is made of: read within bounds, remembered, and hashed together."""

from __future__ import annotations

import hashlib
from pathlib import Path

from .rules import PolicyError

DATA = Path(__file__).parent / "data"
#: A policy or a list of words is a few hundred kilobytes; what is larger was named by mistake.
LARGEST = 4_000_000


class Sources:
    """Reads a policy and the word files beside it (or shipped); PolicyError names the file and the remedy.

    Links are followed, because a container's settings are often mounted that way.
    """

    def __init__(self, beside: Path) -> None:
        #: Everywhere that was looked, also where nothing lay: a file that appears there changes the policy.
        self.paths: list[Path] = []
        self._beside = beside
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of everything read so far, in the order of reading."""
        return self._digest.hexdigest()

    def text(self, path: Path) -> str:
        """A file's text."""
        try:
            if not path.exists():
                raise PolicyError(f"{path} can't be read: there is no such file. Correct the path.")
            if not path.is_file():
                raise PolicyError(f"{path} can't be read: it is no file. Name the policy's file itself.")
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise PolicyError(
                f"{path} can't be read: {error.strerror}. Correct the path or its rights."
            ) from error
        if len(data) > LARGEST:
            raise PolicyError(
                f"{path.name} is larger than {LARGEST // 1_000_000} MB. Is it the policy? Shorten its lists."
            )
        self.paths.append(path)
        self._digest.update(len(data).to_bytes(8, "big") + data)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise PolicyError(f"{path.name}, line {line}, is not UTF-8. Save the file as UTF-8.") from error

    def lines(self, file: str, place: str) -> list[str]:
        """A word file's lines, without empty ones and those that start with #."""
        if Path(file).is_absolute() or ".." in Path(file).parts:
            raise PolicyError(f"{place}: {file} has to lie beside the policy, or in a folder there.")
        for folder in (self._beside, DATA):
            path = folder / file
            if not path.is_file():
                self.paths.append(path)
            else:
                lines = (line.strip() for line in self.text(path).splitlines())
                return [line for line in lines if line and not line.startswith("#")]
        raise PolicyError(f"{place}: there is no file {file} beside the policy. Add it, or take it out.")
