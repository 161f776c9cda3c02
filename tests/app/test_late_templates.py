"""Jinja's templates are compiled when they are rendered, and are then what they would have been."""

from __future__ import annotations

import subprocess
import sys
import threading

import jinja2
import pytest

from dashboard.app.late_templates import compiled_when_rendered

#: Run by itself: here folium is imported already.
_FOLIUM = """
import sys
import jinja2
from dashboard.app.late_templates import compiled_when_rendered

with compiled_when_rendered():
    import folium.plugins
made = folium.Map(location=(33.9, 35.5), zoom_start=8)
folium.Marker((33.9, 35.5), popup="Beirut").add_to(made)
folium.plugins.Fullscreen().add_to(made)
made.get_root().render()
templates = {
    each.__dict__["_template"]
    for module in list(sys.modules.values()) if module.__name__.startswith("folium")
    for each in vars(module).values() if isinstance(each, type) and "_template" in each.__dict__
}
waiting = [each for each in templates if "_compile" in each.__dict__]
assert all(isinstance(each, jinja2.Template) for each in templates)
for each in waiting:
    each.blocks  # compiles it
print(len(templates), len(waiting))
"""


def _made(source: str) -> jinja2.Template:
    with compiled_when_rendered():
        return jinja2.Template(source)


def test_a_template_says_the_same_as_one_compiled_at_once():
    source = "{% macro twice(word) %}{{ word }}{{ word }}{% endmacro %}{{ twice(name)|upper }}"
    late = _made(source)

    assert isinstance(late, jinja2.Template)
    assert late.render(name="tyr") == jinja2.Template(source).render(name="tyr") == "TYRTYR"
    assert late.module.twice("a") == "aa"
    with pytest.raises(AttributeError):
        late.nothing_called_so  # noqa: B018


def test_a_template_of_a_loader_does_too():
    environment = jinja2.Environment(loader=jinja2.DictLoader({"greeting": "Hello {{ name }}"}))
    with compiled_when_rendered():
        late, missing = environment.get_template("greeting"), environment.get_template("farewell")

    assert late.render(name="Tyre") == environment.get_template("greeting").render(name="Tyre") == "Hello Tyre"
    with pytest.raises(jinja2.TemplateNotFound):
        missing.render()


def test_a_broken_template_says_so_when_it_is_used():
    late = _made("{% if %}")

    with pytest.raises(jinja2.TemplateSyntaxError):
        late.render()
    with pytest.raises(jinja2.TemplateSyntaxError):
        jinja2.Template("{% if %}")


def test_two_threads_may_come_at_once():
    for _ in range(30):
        late, together, said = _made("{{ name }}!"), threading.Barrier(8), []

        def render(late=late, together=together, said=said):
            together.wait()
            said.append(late.render(name="Tyre"))

        threads = [threading.Thread(target=render) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert said == ["Tyre!"] * 8


def test_folium_compiles_what_it_draws_with():
    done = subprocess.run([sys.executable, "-c", _FOLIUM], capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    every, waiting = map(int, done.stdout.split())
    assert every > 60
    assert every * 3 / 4 < waiting < every
