"""`python -m tests.licences` lists under which licence each package of the image stands; `make audit` runs it."""

from importlib.metadata import PackageNotFoundError, distribution

from tests.architecture.image import locked


def licence_of(name: str) -> str:
    """Return what the package says of itself: the expression, else the classifiers, else the first line of the text."""
    about = distribution(name).metadata
    stated = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if "License ::" in line
    ]
    expression, text = (str(about.get(key, "")) for key in ("License-Expression", "License"))
    return expression or ", ".join(stated) or (text.strip().splitlines() or ["not stated"])[0]


def main() -> None:
    for name in sorted(locked()):
        try:
            print(f"{name:32} {licence_of(name)}")
        except PackageNotFoundError:
            # Locked for another platform or Python.
            print(f"{name:32} (not installed here)")


if __name__ == "__main__":
    main()
