"""Hand out the SQL views that flatten the lake for DuckDB."""

from importlib.resources import files


def views_sql() -> str:
    """Return the text of `views.sql`; it reads the lake at the variable `lake`, else the current directory."""
    return files("pipelines.lake").joinpath("views.sql").read_text(encoding="utf-8")
