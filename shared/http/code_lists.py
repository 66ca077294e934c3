"""HTTP: code lists with both labels, for forms and integrators. They change with a release only."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from shared.http.bodies import Answer
from shared.http.etags import unchanged
from shared.http.routing import ServiceRouter, gate
from shared.kernel.codes import CodeList
from shared.kernel.policy import digest
from shared.kernel.refusals import NotFound

DIGEST_CHARS = 16


class CodeListNotFound(NotFound):
    """There is no code list of this name."""


class CodeOut(Answer):
    code: str
    label_zh: str
    label_en: str
    source: str
    national_code: str | None
    valid_from: date | None


class CodeListOut(Answer):
    name: str
    digest: str
    codes: list[CodeOut]


class CodeListIndexOut(Answer):
    names: list[str]


def code_list_router(service: str, lists: tuple[CodeList, ...]) -> ServiceRouter:
    """``GET /<service>/v1/code-lists`` and ``/{name}`` with an entity tag from the content."""
    router = ServiceRouter(prefix=f"/{service}/v1", tags=["code lists"])
    known = {one.name: code_list_out(one) for one in lists}

    @router.get("/code-lists")
    @gate(roles={"public"}, reads=True, tenant="public")
    async def list_code_lists() -> CodeListIndexOut:
        """List the names of the code lists."""
        return CodeListIndexOut(names=sorted(known))

    @router.get("/code-lists/{name}", response_model=CodeListOut)
    @gate(roles={"public"}, reads=True, tenant="public", refuses=(CodeListNotFound,))
    async def read_code_list(name: str, request: Request) -> Response:
        """Read one code list with its labels in zh-CN and en."""
        found = known.get(name)
        if found is None:
            raise CodeListNotFound()
        tag = f'"{found.digest}"'
        headers = {"etag": tag, "cache-control": "public, max-age=300"}
        if unchanged(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        return Response(found.model_dump_json(), media_type="application/json", headers=headers)

    return router


def code_list_out(codes: CodeList) -> CodeListOut:
    """The list as it is answered; the digest covers every entry."""
    entries = [CodeOut.model_validate(one) for one in codes.codes]
    content = [entry.model_dump(mode="json") for entry in entries]
    return CodeListOut(name=codes.name, digest=digest(content)[:DIGEST_CHARS], codes=entries)
