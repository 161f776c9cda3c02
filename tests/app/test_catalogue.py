"""All texts of the page stand in its catalogue, and no module keeps one of one language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dashboard.app import languages
from dashboard.app.languages import words

APP = Path(languages.__file__).resolve().parent.parent
MODULES = {*(path.stem for path in (APP / "languages" / "en").glob("*words.py"))}


def test_without_a_session_it_is_english_from_left_to_right():
    assert (languages.current(), languages.direction()) == ("en", "ltr")
    assert [words.counted(count, "entry") for count in (1, 2)] == ["1 entry", "2 entries"]


def test_a_text_that_there_is_not_is_an_error():
    with pytest.raises(AttributeError, match="NO_SUCH_TEXT"):
        _ = words.NO_SUCH_TEXT


#: What of Streamlit shows a text, and the arguments that are one; the first positional one always is.
SHOWS = {
    "BarChartColumn", "Column", "button", "caption", "checkbox", "date_input", "dialog", "download_button", "error",
    "expander", "file_uploader", "form_submit_button", "header", "html", "info", "link_button", "markdown",
    "multiselect", "popover", "progress", "segmented_control", "selectbox", "spinner", "subheader", "success", "tabs",
    "text", "text_area", "text_input", "title", "toggle", "warning", "write",
}  # fmt: skip
TEXTS = {"label", "body", "help", "placeholder", "text"}
#: Names of files and beginnings of addresses are the same everywhere.
NAMES = {"corrections.csv", "https://"}
SOURCES = [path for path in sorted(APP.rglob("*.py")) if "languages" not in path.relative_to(APP).parts]


def literal(node: ast.AST) -> str:
    """Return what an expression says by itself: its constants, with {} for what comes from elsewhere."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(literal(each) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    if isinstance(node, ast.IfExp):
        return f"{literal(node.body)} {literal(node.orelse)}"
    if isinstance(node, ast.BinOp):
        return literal(node.left) + literal(node.right)
    if isinstance(node, ast.List | ast.Tuple):
        return " ".join(map(literal, node.elts))
    return ""


def readable(said: str) -> str:
    """Return what of a text a reader would read: no tags, no style sheet, no directive of Streamlit's."""
    said = re.sub(r"<style>.*?</style>", "", said, flags=re.DOTALL)
    said = re.sub(r"<[^>]*>|&\w+;|:material/\w+:|:(gray|red)\[|\{\}", " ", said)
    return said.strip() if said not in NAMES and re.search(r"[^\W\d_]{2}", said) else ""


def own_texts(path: Path) -> list[str]:
    """Return the texts that a module says by itself, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    silent = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise | ast.Assert) for part in ast.walk(node)
    }
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SHOWS:
            said = node.args[:1] + [each.value for each in node.keywords if each.arg in TEXTS]
            found += [(node.lineno, readable(literal(each))) for each in said]
        elif isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in docs | silent:
            if re.search(r"</?[a-z]+[^>]*>", literal(node)):
                found.append((node.lineno, readable(literal(node))))
            elif re.match(r"[A-Z]\w* [a-z]+( |$)", literal(node)):  # as a label begins
                found.append((node.lineno, literal(node)))
    return [f"{path.name}:{line}: {said}" for line, said in found if said]


def test_no_module_of_the_page_has_a_text_of_its_own():
    assert len(SOURCES) > 30
    assert [said for path in SOURCES for said in own_texts(path)] == []


def test_texts_of_modules_are_found(tmp_path):
    path = tmp_path / "part.py"
    for said in (
        'st.button("Close", key="a")', 'st.text_input(words.A, placeholder="A name")', 'st.caption(f"The {n} first")',
        'html = f\'<p class="about">None of {escape(name)}</p>\'', 'way = "Place it" if may else words.READ',
    ):  # fmt: skip
        path.write_text(said)
        assert own_texts(path), said


def frozen(path: Path) -> list[str]:
    """Return the lines of a module that take a text from the catalogue when the module is read, for all sessions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        node.lineno for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and re.match(r"dashboard\.app\.languages\.", node.module or "")
    ]  # fmt: skip

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for each in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
                visit(each)
            return
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in MODULES:
            found.append(node.lineno)
        for each in ast.iter_child_nodes(node):
            visit(each)

    visit(tree)
    return [f"{path.name}:{line}" for line in found]


def test_no_module_of_the_page_keeps_a_text_of_one_language():
    assert [line for path in SOURCES for line in frozen(path)] == []


def test_texts_that_are_kept_are_found(tmp_path):
    path = tmp_path / "part.py"
    for said in ("A = words.RESET", "@st.dialog(words.ADD)\ndef f(): pass", "def f(a=words.ADD): pass",
                 "from dashboard.app.languages.en.words import RESET"):  # fmt: skip
        path.write_text(said)
        assert frozen(path), said
