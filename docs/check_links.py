"""Check that every relative link of README.md and docs/ leads to a file, and every anchor to a heading.

Prints one line for each link that leads nowhere, and exits with 1 if there is any.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
ELSEWHERE = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def documents() -> list[Path]:
    """Return the documents whose links are checked."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def anchors(document: Path) -> set[str]:
    """Return the anchors that the headings of a document make, by the rule of the usual forges."""
    headings = HEADING.findall(FENCE.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> Iterator[str]:
    """Give the links of a document that lead nowhere; other sites' are not looked at."""
    for link in LINK.findall(FENCE.sub("", document.read_text())):
        if ELSEWHERE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        missing_anchor = (
            anchor and target.suffix == ".md" and target.exists() and anchor not in anchors(target)
        )
        if not target.exists() or missing_anchor:
            yield link


def main() -> int:
    """Check all documents and return the exit code."""
    found = 0
    for document in documents():
        for link in broken_links(document):
            print(f"{document.relative_to(ROOT)}: {link} leads nowhere")
            found += 1
    print(f"{len(documents())} documents, {found} broken links", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
