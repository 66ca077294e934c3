"""HTTP: public answers that everyone may cache: a strong tag from the bytes, and 304 for who holds them."""

import hashlib

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from shared.http.etags import unchanged

PUBLIC_SECONDS = 300
TAG_CHARS = 32
JSON = "application/json"


def cacheable(
    request: Request, answer: BaseModel | bytes, *, locale: str | None = None
) -> Response:
    """The answer, or 304. ``locale`` is that of an answer which depends on Accept-Language."""
    content = answer if isinstance(answer, bytes) else answer.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:TAG_CHARS]}"'
    headers = {"etag": tag, "cache-control": f"public, max-age={PUBLIC_SECONDS}"}
    if locale is not None:
        headers |= {"content-language": locale, "vary": "Accept-Language"}
    if unchanged(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=JSON, headers=headers)
