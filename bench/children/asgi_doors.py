"""An ASGI application with the collector's own door, and beside it an empty Starlette application.

``uvicorn bench.children.asgi_doors:application``.
"""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracking.asgi import Receive, Scope, Send, collector


async def empty(request: Request) -> Response:
    return Response()


async def read(request: Request) -> Response:
    """Read the body, and do nothing with it."""
    return Response(str(len(await request.body())))


starlette = Starlette(routes=[Route("/empty/", empty), Route("/read/", read, methods=["POST"])])


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body and answer, with nothing between."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http" and scope["path"] == "/bare/":
        await bare(scope, receive, send)
    elif scope["type"] == "http" and scope["path"] != "/activity/":
        await starlette(scope, receive, send)
    else:
        await collector(scope, receive, send)
