"""Web pages as newspapers make them, for tests: menus, teasers and scripts around an article."""

from __future__ import annotations

import json

PARAGRAPHS = (
    "The foreign minister of Oman arrived in Muscat on Sunday, officials said, after a round of talks in Rome.",
    "Ships that left Basra in the morning were held for hours before they were let through to the Red Sea.",
    "A spokesman said that no further round was planned, and that both sides would be told in writing.",
)


def page(
    *,
    title: str = "Talks put off",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    head: str = "",
    linked: object = None,
    canonical: str | None = "https://www.example.org/news/talks",
) -> str:
    """Return a page with an article; `linked` is put into it as JSON-LD, `head` as it is."""
    if canonical:
        head += f'<link rel="canonical" href="{canonical}">'
    if linked is not None:
        head += f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    body = "".join(f"<p>{each}</p>" for each in paragraphs)
    menu = "".join(f'<li><a href="/{each}">{each}</a></li>' for each in ("World", "Sport", "Subscribe"))
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} | Example Post</title>{head}'
        '<meta property="og:site_name" content="Example Post">'
        '<meta property="article:published_time" content="2024-10-28T23:30:00-05:00"></head>'
        f"<body><nav><ul>{menu}</ul></nav><script>document.write('Paris')</script>"
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        "<aside><h2>Most read</h2><a href='/x'>Storm over Lisbon</a></aside><footer>Contact us in Geneva</footer>"
        "</body></html>"
    )


def news(**fields: object) -> dict[str, object]:
    """Return the JSON-LD of an article."""
    return {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Talks put off in Rome",
        "datePublished": "2024-10-29T08:00:00+03:00", "publisher": {"@type": "Organization", "name": "The Wire"},
        **fields,
    }  # fmt: skip
