"""The files of the content folder: which names may be opened, reading them, and writing one in one step.

Names come from a browser, so they are met with suspicion: no way out of the folder, no link, nothing hidden.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

LONGEST = 400_000  # characters; the longest file has a tenth of it
_LONGEST_NAME = 300
_NAME = re.compile(r"(?:[a-z0-9][a-z0-9_-]*/)*[a-z0-9][a-z0-9_-]*\.(?:md|yml)", re.ASCII)


class NotAContentFile(Exception):
    """The name is not that of a content file; the message is one sentence for an editor."""


class ContentFolder:
    """Reads and writes the text files of a content folder.

    Args:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[str]:
        """The names of the files that may be opened, in order."""
        return sorted(name for name in self._names(self.folder, "") if _NAME.fullmatch(name))

    def texts(self) -> dict[str, str]:
        """The texts of all content files, those with unusual names too; what is no text is told by what can be read."""
        found = {}
        for name in self._names(self.folder, ""):
            try:
                text = (self.folder / name).read_bytes().decode("utf-8", "replace")
            except OSError:  # taken away meanwhile, or not to be read
                continue
            found[name] = text.replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
        return found

    def _names(self, folder: Path, above: str) -> Iterator[str]:
        with os.scandir(folder) as entries:
            for entry in entries:
                name = above + entry.name
                if entry.name.startswith(".") or entry.is_symlink() or len(name) > _LONGEST_NAME:
                    continue
                if entry.is_dir():
                    yield from self._names(Path(entry.path), f"{name}/")
                elif entry.name.endswith((".md", ".yml")):
                    yield name

    def path(self, file: str) -> Path:
        """Where a file is, or would be; raises NotAContentFile."""
        if len(file) > 200 or not _NAME.fullmatch(file):
            raise NotAContentFile(
                "This is not the name of a content file. A name is like england/finances/council-tax.md: "
                "small letters, figures and dashes."
            )
        path = self.folder
        for part in file.split("/"):
            path = path / part
            if path.is_symlink():
                raise NotAContentFile("This file is a link to another place, so it cannot be changed here.")
        if path.exists() and not path.is_file():
            raise NotAContentFile("There is a folder of that name.")
        return path

    def read(self, file: str) -> str | None:
        """The text of a file, or None when there is none; raises NotAContentFile, also when it is not text."""
        try:
            text = self.path(file).read_bytes().decode("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except UnicodeDecodeError:
            raise NotAContentFile(
                "The file is not saved as UTF-8 text, so it cannot be opened here. Somebody with access to the server "
                "has to save it again."
            ) from None
        return text.replace("\r\n", "\n")

    def write(self, file: str, text: str | None) -> None:
        """Puts a text in place of a file in one step, so that nobody ever reads half of it; None takes it away."""
        path = self.path(file)
        if text is None:
            path.unlink(missing_ok=True)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file_:
                file_.write(text.encode("utf-8"))
                file_.flush()
                os.fsync(file_.fileno())
            os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def digest(text: str | None) -> str:
    """What tells one version of a text from another; empty for a file that is not there."""
    return "" if text is None else hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
