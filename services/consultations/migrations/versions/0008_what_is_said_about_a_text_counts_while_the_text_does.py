"""What is said and voted about a text counts while the text itself does.

`contribution.counted` is the one predicate of lists, figures and exports: the text is published, and so is what it
rewrites. Figures follow it, so that hiding a text takes its votes, arguments, sources, supports and versions out of
every figure, and restoring it brings them back. Whoever writes beneath a text holds it against whoever moderates it.
Stored differences of versions are emptied: they quote former words of others, and are computed when read.
"""

# ruff: noqa: S608 - statements are made of this module's constants

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DELTA = "INSERT INTO figure_delta (project_id, step_id, section_id, person, at, kind, amount)"

JUDGE = """
    CREATE FUNCTION judge_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.counted := NEW.state = 'published' AND (NEW.version_of IS NULL OR EXISTS (
            SELECT FROM contribution c WHERE c.id = NEW.version_of AND c.counted));
        RETURN NEW;
    END $$
"""
# The text itself with the hands raised for it, the votes of its epoch, then what stands beneath it.
COUNT_CONTRIBUTION = f"""
    CREATE OR REPLACE FUNCTION count_contribution() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.counted THEN
            {DELTA}
            SELECT OLD.project_id, OLD.step_id, OLD.section_id, each.person,
                   coalesce(OLD.published_at, OLD.created_at), each.kind, -each.amount
            FROM (SELECT CASE WHEN NOT OLD.official THEN coalesce(OLD.author_id, OLD.id) END AS person,
                         CASE WHEN OLD.version_of IS NULL THEN 'contribution' ELSE 'version' END AS kind, 1 AS amount
                  UNION ALL SELECT NULL, 'vote', votes FROM event_vote WHERE contribution_id = OLD.id) AS each;
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.counted THEN
            {DELTA}
            SELECT NEW.project_id, NEW.step_id, NEW.section_id, each.person,
                   coalesce(NEW.published_at, NEW.created_at), each.kind, each.amount
            FROM (SELECT CASE WHEN NOT NEW.official THEN coalesce(NEW.author_id, NEW.id) END AS person,
                         CASE WHEN NEW.version_of IS NULL THEN 'contribution' ELSE 'version' END AS kind, 1 AS amount
                  UNION ALL SELECT NULL, 'vote', votes FROM event_vote WHERE contribution_id = NEW.id) AS each;
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.counted AND (NOT NEW.counted OR OLD.epoch <> NEW.epoch) THEN
            PERFORM count_votes_of(OLD.id, OLD.epoch, -1);
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.counted AND (NOT OLD.counted OR OLD.epoch <> NEW.epoch) THEN
            PERFORM count_votes_of(NEW.id, NEW.epoch, 1);
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.counted <> NEW.counted THEN
            PERFORM count_remarks_of(NEW.id, NEW.counted::integer - OLD.counted::integer);
            UPDATE contribution c SET counted = NEW.counted AND c.state = 'published'
            WHERE c.version_of = NEW.id AND c.counted <> (NEW.counted AND c.state = 'published');
        END IF;
        RETURN NULL;
    END $$
"""
COUNT_VOTES_OF = f"""
    CREATE FUNCTION count_votes_of(of uuid, at_epoch integer, sign integer) RETURNS void LANGUAGE sql AS $$
        {DELTA}
        SELECT c.project_id, c.step_id, c.section_id, v.account_id, v.cast_at, 'vote', sign
        FROM contribution c JOIN opinion_vote v ON v.contribution_id = c.id
        WHERE c.id = of AND v.epoch = at_epoch AND v.counted AND v.value IS NOT NULL
    $$
"""
COUNT_REMARKS_OF = f"""
    CREATE FUNCTION count_remarks_of(of uuid, sign integer) RETURNS void LANGUAGE sql AS $$
        WITH remark AS (
            SELECT id, author_id, coalesce(published_at, created_at) AS at, 'argument' AS kind
            FROM argument WHERE contribution_id = of AND state = 'published'
            UNION ALL
            SELECT id, author_id, coalesce(published_at, created_at), 'source'
            FROM source WHERE contribution_id = of AND state = 'published'
        ), act AS (
            SELECT author_id AS person, at, kind FROM remark
            UNION ALL
            SELECT s.account_id, s.given_at, 'support' FROM remark r JOIN support s ON s.target_id = r.id
            WHERE s.active AND s.counted
        )
        {DELTA}
        SELECT c.project_id, c.step_id, c.section_id, act.person, act.at, act.kind, sign
        FROM act CROSS JOIN contribution c WHERE c.id = of
    $$
"""
COUNT_ANSWER = f"""
    CREATE OR REPLACE FUNCTION count_answer() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place record;
        was boolean := TG_OP <> 'INSERT' AND OLD.state = 'published';
        becomes boolean := TG_OP <> 'DELETE' AND NEW.state = 'published';
    BEGIN
        SELECT c.project_id, c.step_id, c.section_id INTO place FROM contribution c
        WHERE c.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contribution_id ELSE NEW.contribution_id END AND c.counted;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF was THEN
            {DELTA} VALUES (place.project_id, place.step_id, place.section_id, OLD.author_id,
                coalesce(OLD.published_at, OLD.created_at), TG_TABLE_NAME, -1);
        END IF;
        IF becomes THEN
            {DELTA} VALUES (place.project_id, place.step_id, place.section_id, NEW.author_id,
                coalesce(NEW.published_at, NEW.created_at), TG_TABLE_NAME, 1);
        END IF;
        IF was <> becomes THEN
            {DELTA}
            SELECT place.project_id, place.step_id, place.section_id, s.account_id, s.given_at, 'support',
                   becomes::integer - was::integer
            FROM support s WHERE s.target_id = coalesce(NEW.id, OLD.id) AND s.active AND s.counted;
        END IF;
        RETURN NULL;
    END $$
"""
COUNT_OPINION_VOTE = f"""
    CREATE OR REPLACE FUNCTION count_opinion_vote() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place record;
        was boolean := false;
        becomes boolean := false;
    BEGIN
        SELECT c.project_id, c.step_id, c.section_id, c.epoch INTO place FROM contribution c
        WHERE c.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contribution_id ELSE NEW.contribution_id END AND c.counted;
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            was := OLD.counted AND OLD.value IS NOT NULL AND OLD.epoch = place.epoch;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            becomes := NEW.counted AND NEW.value IS NOT NULL AND NEW.epoch = place.epoch;
        END IF;
        IF TG_OP = 'UPDATE' AND was AND becomes AND OLD.cast_at = NEW.cast_at THEN
            RETURN NULL;
        END IF;
        IF was THEN
            {DELTA} VALUES
                (place.project_id, place.step_id, place.section_id, OLD.account_id, OLD.cast_at, 'vote', -1);
        END IF;
        IF becomes THEN
            {DELTA} VALUES
                (place.project_id, place.step_id, place.section_id, NEW.account_id, NEW.cast_at, 'vote', 1);
        END IF;
        RETURN NULL;
    END $$
"""
COUNT_SUPPORT = f"""
    CREATE OR REPLACE FUNCTION count_support() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        place record;
        of record;
    BEGIN
        of := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        SELECT c.project_id, c.step_id, c.section_id INTO place FROM contribution c
        WHERE c.id = of.contribution_id AND c.counted AND (
            EXISTS (SELECT FROM argument WHERE id = of.target_id AND state = 'published')
            OR EXISTS (SELECT FROM source WHERE id = of.target_id AND state = 'published'));
        IF NOT FOUND THEN
            RETURN NULL;
        END IF;
        IF TG_OP <> 'INSERT' AND OLD.counted AND OLD.active THEN
            {DELTA} VALUES (place.project_id, place.step_id, place.section_id, OLD.account_id, OLD.given_at,
                'support', -1);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.counted AND NEW.active THEN
            {DELTA} VALUES (place.project_id, place.step_id, place.section_id, NEW.account_id, NEW.given_at,
                'support', 1);
        END IF;
        RETURN NULL;
    END $$
"""
COUNT_EVENT_VOTE = f"""
    CREATE OR REPLACE FUNCTION count_event_vote() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {DELTA}
        SELECT c.project_id, c.step_id, c.section_id, NULL, coalesce(c.published_at, c.created_at), 'vote',
               CASE WHEN TG_OP = 'DELETE' THEN -OLD.votes WHEN TG_OP = 'INSERT' THEN NEW.votes
                    ELSE NEW.votes - OLD.votes END
        FROM contribution c
        WHERE c.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contribution_id ELSE NEW.contribution_id END AND c.counted;
        RETURN NULL;
    END $$
"""
JUDGED = """
    CREATE TRIGGER contribution_is_judged BEFORE INSERT OR UPDATE OF state, version_of ON contribution
        FOR EACH ROW EXECUTE FUNCTION judge_contribution()
"""
RECOUNTED = """
    CREATE TRIGGER contribution_is_recounted
        AFTER UPDATE OF state, counted, epoch, author_id, published_at ON contribution FOR EACH ROW
        WHEN ((OLD.counted, OLD.epoch, OLD.author_id, OLD.published_at)
              IS DISTINCT FROM (NEW.counted, NEW.epoch, NEW.author_id, NEW.published_at))
        EXECUTE FUNCTION count_contribution()
"""
# Published so far without counting: versions of what is not published; and taken back with it, or with a
# remark that is not published, whatever the figures still hold of what stands beneath.
NOT_COUNTED = "c.state <> 'published' OR (c.version_of IS NOT NULL AND NOT EXISTS "
NOT_COUNTED += "(SELECT FROM contribution p WHERE p.id = c.version_of AND p.state = 'published'))"
CORRECT = (
    f"UPDATE contribution c SET counted = false WHERE {NOT_COUNTED}",
    f"""
    {DELTA}
    SELECT project_id, step_id, section_id, CASE WHEN NOT official THEN coalesce(author_id, id) END,
           coalesce(published_at, created_at), 'version', -1
    FROM contribution WHERE version_of IS NOT NULL AND state = 'published' AND NOT counted
    """,
    "SELECT count_votes_of(id, epoch, -1), count_remarks_of(id, -1) FROM contribution WHERE NOT counted",
    f"""
    {DELTA}
    SELECT c.project_id, c.step_id, c.section_id, NULL, coalesce(c.published_at, c.created_at), 'vote', -e.votes
    FROM event_vote e JOIN contribution c ON c.id = e.contribution_id WHERE NOT c.counted
    """,
    f"""
    {DELTA}
    SELECT c.project_id, c.step_id, c.section_id, s.account_id, s.given_at, 'support', -1
    FROM support s JOIN contribution c ON c.id = s.contribution_id
    WHERE s.active AND s.counted AND NOT EXISTS (
        SELECT FROM argument a WHERE a.id = s.target_id AND a.state = 'published'
        UNION ALL SELECT FROM source o WHERE o.id = s.target_id AND o.state = 'published')
    """,
)


def upgrade() -> None:
    op.execute("ALTER TABLE contribution ADD COLUMN counted boolean NOT NULL DEFAULT true")
    op.execute("DROP TRIGGER contribution_is_recounted ON contribution")
    counting = (COUNT_VOTES_OF, COUNT_REMARKS_OF, *CORRECT, JUDGE, COUNT_CONTRIBUTION, COUNT_ANSWER)
    for statement in (*counting, COUNT_OPINION_VOTE, COUNT_SUPPORT, COUNT_EVENT_VOTE, JUDGED, RECOUNTED):
        op.execute(statement)
    op.execute("UPDATE contribution SET diff = NULL WHERE diff IS NOT NULL")
