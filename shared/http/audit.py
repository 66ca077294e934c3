"""HTTP: the auditor's question - is every chain of acts whole?"""

from shared.http.bodies import Answer
from shared.http.routing import ServiceRouter, Tx, gate
from shared.security.audit_report import verify


class BreakOut(Answer):
    """The first place that does not hold; ``damage`` says in which way."""

    stream: str
    seq: int
    damage: str


class AuditVerificationOut(Answer):
    whole: bool
    streams: int
    entries: int
    first_break: BreakOut | None


def audit_router(service: str) -> ServiceRouter:
    """``GET /<service>/v1/audit/verification`` (S-04)."""
    router = ServiceRouter(prefix=f"/{service}/v1", tags=["audit"])

    @router.get("/audit/verification")
    @gate(roles={"auditor"}, reads=True, tenant="everything")
    async def verify_audit(tx: Tx) -> AuditVerificationOut:
        """Walk every audit chain and name the first break."""
        report = await verify(tx.connection)
        found = report.first_break
        return AuditVerificationOut(
            whole=report.whole,
            streams=report.streams,
            entries=report.entries,
            first_break=BreakOut.model_validate(found) if found else None,
        )

    return router
