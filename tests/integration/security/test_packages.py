"""Signed packages: the same in, the same out; nothing is believed beyond its signature and bounds."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.files import packages
from shared.files.packages import PackageBroken, PackageFault, read_package, write_package

KEY, STRANGER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
MANIFEST = {"package_no": "P-1", "kind": "messages", "from": "LA-150203", "to": "DC-DEMO-A"}


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_what_was_packed_is_what_is_read(items: list[bytes]) -> None:
    content = write_package(MANIFEST, items, KEY)
    assert content == write_package(MANIFEST, items, KEY), "the same items give the same bytes"
    opened = read_package(content, KEY.public_key())
    assert opened.items == tuple(items)
    assert MANIFEST.items() <= opened.manifest.items()


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A package whose parts somebody has changed afterwards."""
    with zipfile.ZipFile(io.BytesIO(write_package(MANIFEST, [b"{}", b"[]"], KEY))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def _other_item(parts: dict[str, bytes]) -> None:
    parts["items/000001.json"] = b'{"forged": true}'


def _other_manifest(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), "to": "X"}).encode()


def _item_added(parts: dict[str, bytes]) -> None:
    parts["../../etc/cron.d/x"] = b"x"


def _item_missing(parts: dict[str, bytes]) -> None:
    del parts["items/000002.json"]


def _bomb(parts: dict[str, bytes]) -> None:
    parts["items/000003.json"] = b"\0" * (packages.TOTAL_BYTES_MAX + 1)


def _unsigned(parts: dict[str, bytes]) -> None:
    del parts["manifest.sig"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_other_item, PackageFault.ITEM_DIFFERS),
        (_other_manifest, PackageFault.SIGNATURE_INVALID),
        (_item_added, PackageFault.ITEM_DIFFERS),
        (_item_missing, PackageFault.ITEM_DIFFERS),
        (_bomb, PackageFault.TOO_LARGE),
        (_unsigned, PackageFault.NOT_A_PACKAGE),
    ],
)
def test_a_changed_package_is_not_believed(
    change: Callable[[dict[str, bytes]], None], fault: PackageFault
) -> None:
    with pytest.raises(PackageBroken) as broken:
        read_package(rewritten(change), KEY.public_key())
    assert broken.value.fault is fault


def test_a_package_of_a_stranger_is_not_believed() -> None:
    with pytest.raises(PackageBroken) as broken:
        read_package(write_package(MANIFEST, [b"{}"], STRANGER), KEY.public_key())
    assert broken.value.fault is PackageFault.SIGNATURE_INVALID


@given(st.binary(max_size=500))
def test_any_bytes_are_refused_in_one_way(content: bytes) -> None:
    with pytest.raises(PackageBroken):
        read_package(content, KEY.public_key())
