"""Check recorded requests against Discord's own OpenAPI description, where it is at hand.

Two leniencies. Integers pass where the description wants snowflake strings, as they do on the
real API. And the description says 4,000 characters for a message's content while 2,000 holds for
bots: a body that passes here can still be too long (the loopback server refuses those itself).
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from .discord_server import Request

SPEC: Path = Path(__file__).resolve().parents[2].parent / "shared" / "discord-openapi.json"
ROOT = "urn:discord"


def available() -> bool:
    """Whether the description lies beside the repository."""
    return SPEC.is_file()


def schema_errors(request: Request) -> list[str]:
    """What Discord's description has against the request's JSON body, in words; [] for nothing."""
    template = _template(request.path.removeprefix("/api/v10"), request.method.lower())
    if template is None:
        return []
    pointer = _body_pointer(template, request.method.lower())
    if pointer is None:
        return []
    validator = Draft202012Validator({"$ref": f"{ROOT}#{pointer}"}, registry=_registry())
    found: list[str] = []
    for error in validator.iter_errors(request.body):
        found.extend(_describe(cause) for cause in _causes(error))
    return found


@cache
def _spec() -> dict[str, Any]:
    spec = json.loads(SPEC.read_text("utf-8"))
    spec["components"]["schemas"]["SnowflakeType"]["type"] = ["string", "integer"]
    return spec


@cache
def _registry() -> Registry:
    return Registry().with_resource(ROOT, Resource.from_contents(_spec(), DRAFT202012))


@cache
def _template(path: str, method: str) -> str | None:
    """The description's path that fits; one with more literal words wins (``@original``)."""
    fitting = [
        template
        for template, operations in _spec()["paths"].items()
        if method in operations and _fits(template, path)
    ]
    return min(fitting, key=lambda template: template.count("{"), default=None)


def _fits(template: str, path: str) -> bool:
    wanted, given = template.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        want == word or (want.startswith("{") and word)
        for want, word in zip(wanted, given, strict=True)
    )


def _body_pointer(template: str, method: str) -> str | None:
    """The JSON pointer to the body's schema; multipart's payload_json has the same one."""
    content = _spec()["paths"][template][method].get("requestBody", {}).get("content", {})
    if "schema" not in content.get("application/json", {}):
        return None
    escaped = template.replace("~", "~0").replace("/", "~1")
    return f"/paths/{escaped}/{method}/requestBody/content/application~1json/schema"


def _causes(error: ValidationError) -> Iterator[ValidationError]:
    """The errors worth reading: for oneOf and anyOf those of the one branch that was meant."""
    if error.validator not in ("oneOf", "anyOf") or not error.context:
        yield error
        return
    meant = [branch for branch in _branches(error.context) if not _another_kind(branch)]
    if len(meant) == 1:
        for inner in meant[0]:
            yield from _causes(inner)
    elif meant:
        yield best_match([error]) or error
    else:
        yield error


def _branches(context: Iterable[ValidationError]) -> list[list[ValidationError]]:
    branches: dict[object, list[ValidationError]] = {}
    for error in context:
        branches.setdefault(error.schema_path[0], []).append(error)
    return list(branches.values())


def _another_kind(branch: list[ValidationError]) -> bool:
    """Whether the branch describes something else: null, or an object of another ``type``."""
    paths = [(list(error.relative_path), error.validator) for error in branch]
    return any(
        (not path and validator == "type") or (path == ["type"] and validator in ("enum", "const"))
        for path, validator in paths
    )


def _describe(error: ValidationError) -> str:
    if error.validator in ("oneOf", "anyOf") and isinstance(error.instance, dict):
        kind = error.instance.get("type", "none")
        return f"{error.json_path}: fits nothing Discord takes here (type {kind})"
    return f"{error.json_path}: {error.message[:200]}"
