"""HTTP: the API documentation, served from our own files: an office network has no outside hosts."""

from pathlib import Path

import fastapi_offline
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from shared.http.routing import ServiceRouter, gate

ASSETS = Path(fastapi_offline.__file__).with_name("static")
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; worker-src 'self' blob:"
)


def docs_router(service: str, title: str) -> ServiceRouter:
    """``/<service>/docs``, ``/redoc`` and ``/openapi.json``; assets under ``/<service>/docs/assets``."""
    prefix = f"/{service}"
    router = ServiceRouter(prefix=prefix, tags=["documentation"], documented=False)
    assets = f"{prefix}/docs/assets"

    @router.get("/openapi.json")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def read_openapi(request: Request) -> Response:
        """Give the OpenAPI 3.1 document."""
        return JSONResponse(request.app.openapi())

    @router.get("/docs")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def read_docs() -> Response:
        """Show Swagger UI."""
        page = get_swagger_ui_html(
            openapi_url=f"{prefix}/openapi.json",
            title=title,
            swagger_js_url=f"{assets}/swagger-ui-bundle.js",
            swagger_css_url=f"{assets}/swagger-ui.css",
            swagger_favicon_url=f"{assets}/favicon.png",
        )
        return _page(page.body)

    @router.get("/redoc")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def read_redoc() -> Response:
        """Show ReDoc."""
        page = get_redoc_html(
            openapi_url=f"{prefix}/openapi.json",
            title=title,
            redoc_js_url=f"{assets}/redoc.standalone.js",
            redoc_favicon_url=f"{assets}/favicon.png",
            with_google_fonts=False,
        )
        return _page(page.body)

    return router


def docs_assets() -> StaticFiles:
    """The scripts and styles of both pages."""
    return StaticFiles(directory=ASSETS)


def _page(body: bytes | memoryview) -> HTMLResponse:
    return HTMLResponse(bytes(body), headers={"content-security-policy": _POLICY})
