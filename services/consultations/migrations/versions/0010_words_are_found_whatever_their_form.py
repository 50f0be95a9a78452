"""Search finds a word in its other forms: feminine, plural, inclusive writing, with or without accents and signs.

`searched` makes the index of a text and `sought` the query; each says a word in three ways, of which one must meet:
its French stem, its stem without accents, and its `root`, which takes off the feminines and plurals that the
stemmer leaves. The column `search` stays for the code before this migration; the next one fills and indexes `found`.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What is added to a word for its feminine and plural, as in citoyen·ne·s, citoyen(ne)s, acteur/trice.
ENDINGS = "(e|ne|le|te|fe|ve|se|sse|ere|ère|esse|euse|rice|trice|ice|ive|enne|ienne|elle|ale|ales|x|s)s?"
SIGNS = "[-.·•‧∙⋅・_/‐‑]"
# Of a word without accents: its plural, its feminine, and the ends that change with them.
ROOTS = (
    (r"\mtravaux\M", "travail"),
    (r"\m(nouv|b)eaux?\M", r"\1el"),
    (r"\mvieux\M", "vieil"),
    (r"\mdouces?\M", "dou"),
    (r"\mtoutes\M", "tou"),
    (r"(e|y)aux\M", r"\1au"),
    (r"(\w\w)aux\M", r"\1al"),
    (r"(eu|ou)x\M", r"\1"),
    (r"(\w{3})s\M", r"\1"),
    (r"(\w{3}?)e+\M", r"\1"),
    (r"(el|eil|en|on|et|ef)[lntf]\M", r"\1"),
    (r"(i|eu)v\M", r"\1f"),
    (r"iqu\M", "ic"),
    (r"anch\M", "anc"),
    (r"ngu\M", "ng"),
    (r"(\w)tric\M", r"\1teu"),
    (r"(\w{3})eu[rs]\M", r"\1eu"),
)


def rooted(words: str) -> str:
    for pattern, instead in ROOTS:
        words = f"regexp_replace({words}, '{pattern}', '{instead}', 'g')"
    return words


FUNCTIONS = (
    "CREATE TEXT SEARCH DICTIONARY capco_plain (TEMPLATE = pg_catalog.simple, STOPWORDS = french)",
    "CREATE TEXT SEARCH CONFIGURATION capco_root (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION capco_root ALTER MAPPING FOR asciiword, word WITH capco_plain",
    # unaccent is marked stable since its rules can be replaced: ours are not.
    f"""
    CREATE FUNCTION apart(text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
        SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(normalize($1, NFC),
            '[’ʼ''`´]', ' ', 'g'),
            '([[:alpha:]]{{2}})({SIGNS}{ENDINGS}({SIGNS}s)?(?![[:alpha:]])|\\({ENDINGS}\\)s?(\\(s\\))?)',
                '\\1', 'gi'),
            '\\m([[:alpha:]])\\.(?=[[:alpha:]]\\M)', '\\1', 'g'),
            '([[:alnum:]])[-/‐‑–·_](?=[[:alnum:]])|([[:alpha:]])\\.(?=[[:alpha:]])', '\\1\\2 ', 'g')
    $$
    """,
    f"""
    CREATE FUNCTION root(text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
        SELECT {rooted("public.plain($1)")}
    $$
    """,
    """
    CREATE FUNCTION searched(text) RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql AS $$
    DECLARE
        words text := public.apart($1);
    BEGIN
        RETURN to_tsvector('pg_catalog.french', words) || to_tsvector('public.capco_french', words)
            || to_tsvector('public.capco_root', public.root(words));
    END
    $$
    """,
    # A word, or words in quotes, in any of its three ways; nothing when French says little by it.
    """
    CREATE FUNCTION sought_word(text) RETURNS tsquery IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
        SELECT CASE WHEN numnode(stem) = 0 THEN stem ELSE stem || phraseto_tsquery('public.capco_french', $1)
            || phraseto_tsquery('public.capco_root', public.root($1)) END
        FROM phraseto_tsquery('pg_catalog.french', $1) AS stem
    $$
    """,
    # All words, those after `or` as well, none that has a minus before it; as websearch_to_tsquery reads them.
    r"""
    CREATE FUNCTION sought(text) RETURNS tsquery IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
        WITH unit AS (
            SELECT n, lower(m[2]) = 'or' AS parts, m[1] = '-' AS without, public.sought_word(m[2]) AS query
            FROM regexp_matches(public.apart($1), '(-?)("[^"]*"|[^\s"]+)', 'g') WITH ORDINALITY AS found(m, n)
        ), grouped AS (
            SELECT *, count(*) FILTER (WHERE parts) OVER (ORDER BY n) AS part FROM unit
        ), side AS (
            SELECT string_agg(CASE WHEN without THEN '!' ELSE '' END || '(' || query::text || ')', ' & ') AS query
            FROM grouped WHERE NOT parts AND numnode(query) > 0 GROUP BY part
        )
        SELECT coalesce(string_agg('(' || query || ')', ' | '), '')::tsquery FROM side
    $$
    """,
)

FOUND = {
    "contribution": "setweight(searched(NEW.title), 'A') || setweight(searched(NEW.body), 'B')",
    "project": "setweight(searched(NEW.title), 'A') || setweight(searched(NEW.summary || ' ' || NEW.body), 'B')",
    "organisation": "setweight(searched(NEW.name), 'A')",
}
OF = {"contribution": "title, body", "project": "title, summary, body", "organisation": "name"}


def upgrade() -> None:
    for statement in FUNCTIONS:
        op.execute(statement)
    for table, found in FOUND.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN found tsvector")
        op.execute(
            f"""
            CREATE FUNCTION find_{table}() RETURNS trigger LANGUAGE plpgsql SET search_path = public AS $$
            BEGIN
                NEW.found := {found};
                RETURN NEW;
            END
            $$
            """
        )
        op.execute(
            f"""
            CREATE TRIGGER {table}_is_found BEFORE INSERT OR UPDATE OF {OF[table]} ON {table}
                FOR EACH ROW EXECUTE FUNCTION find_{table}()
            """
        )
