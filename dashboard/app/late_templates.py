"""
Put off compiling Jinja's templates until one is rendered.

folium and branca have more than 80, compiled one by one as they are imported: a sixth of what a start waits for. The
page renders a handful of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from jinja2 import Environment, Template
from jinja2.nodes import Template as Parsed


@contextmanager
def compiled_when_rendered() -> Iterator[None]:
    """
    Within, `Template(source)`, `Environment.from_string` and `Environment.get_template` return at once.

    What is wrong with a template is raised where it is first used, not where it is made.
    """
    compiled, loaded = Environment.from_string, Environment.get_template

    def from_string(
        environment: Environment,
        source: str | Parsed,
        globals: MutableMapping[str, Any] | None = None,
        template_class: type[Template] | None = None,
    ) -> Template:
        kind = template_class or environment.template_class
        return _later(kind, lambda: compiled(environment, source, globals, template_class))

    def get_template(environment: Environment, *given: Any, **more: Any) -> Template:
        return _later(environment.template_class, lambda: loaded(environment, *given, **more))

    Environment.from_string = from_string  # type: ignore[method-assign, assignment]
    Environment.get_template = get_template  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Environment.from_string = compiled  # type: ignore[method-assign, assignment]
        Environment.get_template = loaded  # type: ignore[method-assign]


def _later(kind: type[Template], compile_: Callable[[], Template]) -> Template:
    made: Template = object.__new__(_late(kind))  # type: ignore[arg-type]
    made.__dict__["_compile"] = compile_
    return made


@cache
def _late(kind: type[Template]) -> type[Template]:
    """Return a subclass whose instances become what `_compile` of theirs returns when they are first asked anything."""

    def whole(template: Template, name: str) -> Any:
        compile_ = template.__dict__.get("_compile")
        if compile_ is not None:
            template.__dict__.update(compile_().__dict__)
            template.__dict__.pop("_compile", None)  # last: two threads may come at once, and both find what they ask
        try:
            return template.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    return type(kind.__name__, (kind,), {"__getattr__": whole, "__module__": kind.__module__})
