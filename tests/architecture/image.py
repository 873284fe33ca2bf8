"""Reading the ``Dockerfile`` and the image's lock file."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def locked() -> set[str]:
    """Return the names of the distributions in requirements.lock."""
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE))


def stages() -> list[dict[str, list[str]]]:
    """Return the Dockerfile's stages: what each says, by instruction, in order."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    found: list[dict[str, list[str]]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            found.append({})
        if instruction:
            found[-1].setdefault(instruction, []).append(rest.strip())
    return found


def all_of(instruction: str) -> list[str]:
    return [line for stage in stages() for line in stage.get(instruction, [])]


def last(instruction: str) -> str:
    """Return what the final stage says last with that instruction."""
    return stages()[-1][instruction][-1]
