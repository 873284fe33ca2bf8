"""Pictures of the products, drawn by the project: ``render(spec)`` and ``objects()``."""

from shop.pictures.drawing import objects, render

__all__ = ["objects", "render"]
