"""Pictures of the products, drawn by the project: ``render(spec)`` and ``objects()``."""

from shop.pictures.drawing import SIZE, objects, render

__all__ = ["SIZE", "objects", "render"]
