"""What left the intake cannot be read any more, what waits in it resists, and who sealed a ballot is known by batch only.

A deleted row stays on its page until something is written over it: whoever reads the files, or asks `pageinspect`, has
the right beside the ballot. So these functions write a table anew: its living rows, in an order of chance, in a new
file. They belong to the owner of the tables, who alone may empty one; the service's role may only ask for them.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Whoever is not the owner of the table, acting through one of the functions below, may not do this.
FUNCTIONS = (
    """
    CREATE FUNCTION is_owner(relation oid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT pg_catalog.pg_get_userbyid(relowner) = current_user FROM pg_catalog.pg_class WHERE oid = relation
    $$
    """,
    # A ballot that waits for its batch stays as its receipt has it. One that is not accepted yet may still give way to
    # another of the same right.
    """
    CREATE FUNCTION intake_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF is_owner(TG_RELID) THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        ELSIF TG_OP = 'INSERT' AND NEW.accepted OR TG_OP = 'TRUNCATE' OR TG_OP = 'UPDATE' AND (
            OLD.accepted AND OLD IS DISTINCT FROM NEW
            OR (OLD.right_hash, OLD.votation_id) <> (NEW.right_hash, NEW.votation_id)
            OR NEW.accepted AND (OLD.sealed, OLD.ballot_hash, OLD.by_server)
               <> (NEW.sealed, NEW.ballot_hash, NEW.by_server)
        ) OR TG_OP = 'DELETE' AND OLD.accepted
            AND (SELECT state FROM box WHERE votation_id = OLD.votation_id) <> 'destroyed' THEN
            RAISE EXCEPTION 'a ballot that waits stays as it is' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    """
    CREATE FUNCTION only_by_batch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT is_owner(TG_RELID) THEN
            RAISE EXCEPTION '% grows by batches', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION write_intake_anew() RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE living public.intake[];
    BEGIN
        LOCK TABLE public.intake IN ACCESS EXCLUSIVE MODE;
        living := ARRAY(SELECT i FROM public.intake i ORDER BY random());
        TRUNCATE public.intake;
        INSERT INTO public.intake SELECT i.* FROM unnest(living) i;
    END $$
    """,
    # A batch goes from the intake to the board, all of it or nothing: the ballots that its record names, whose rights
    # the register confirmed. Its rights wait apart until their electors have signed.
    """
    CREATE FUNCTION put_batch(of_votation uuid, of_cell text, rights bytea[], number integer, record text)
    RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        taken public.intake[];
        named jsonb := record::jsonb -> 'ballots';
        first integer;
    BEGIN
        LOCK TABLE public.intake IN ACCESS EXCLUSIVE MODE;
        taken := ARRAY(
            SELECT i FROM public.intake i WHERE i.votation_id = of_votation AND i.cell = of_cell AND i.accepted
                AND i.right_hash = ANY(rights) ORDER BY i.ballot_hash
        );
        IF (SELECT jsonb_agg(encode(b.ballot_hash, 'hex') ORDER BY b.ballot_hash) FROM unnest(taken) b)
           IS DISTINCT FROM named THEN
            RAISE EXCEPTION 'the record does not name this batch' USING ERRCODE = 'restrict_violation';
        END IF;
        SELECT ballots + 1 INTO STRICT first FROM public.box WHERE votation_id = of_votation;
        INSERT INTO public.board (votation_id, place, epoch, ballot_hash, sealed)
            SELECT of_votation, first + b.n::integer - 1, number, b.ballot_hash, b.sealed FROM (
                SELECT u.ballot_hash, u.sealed, row_number() OVER (ORDER BY u.ballot_hash) AS n FROM unnest(taken) u
            ) b ORDER BY b.n;
        INSERT INTO public.epoch (votation_id, number, cell, ballots, root, record)
            VALUES (of_votation, number, of_cell, cardinality(taken), record::jsonb ->> 'root', record);
        INSERT INTO public.spent_right (right_hash, votation_id, epoch)
            SELECT b.right_hash, of_votation, number FROM unnest(taken) b ORDER BY b.right_hash;
        UPDATE public.box SET epochs = number, ballots = ballots + cardinality(taken), root = record::jsonb ->> 'root'
            WHERE votation_id = of_votation;
        DELETE FROM public.intake WHERE votation_id = of_votation AND right_hash = ANY(rights);
        PERFORM public.write_intake_anew();
    END $$
    """,
    """
    CREATE FUNCTION forget_spent_rights(of_votation uuid, of_epoch integer) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE living public.spent_right[];
    BEGIN
        LOCK TABLE public.spent_right IN ACCESS EXCLUSIVE MODE;
        living := ARRAY(
            SELECT s FROM public.spent_right s
            WHERE s.votation_id <> of_votation OR of_epoch IS NOT NULL AND s.epoch <> of_epoch ORDER BY s.right_hash
        );
        TRUNCATE public.spent_right;
        INSERT INTO public.spent_right SELECT s.* FROM unnest(living) s;
    END $$
    """,
    # What is left in the intake of a box that takes nothing any more: ballots that no right of the register goes with.
    """
    CREATE FUNCTION clear_intake(of_votation uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
        IF (SELECT state FROM public.box WHERE votation_id = of_votation) IN ('closed', 'counted', 'destroyed') THEN
            LOCK TABLE public.intake IN ACCESS EXCLUSIVE MODE;
            DELETE FROM public.intake WHERE votation_id = of_votation;
            PERFORM public.write_intake_anew();
        END IF;
    END $$
    """,
)
GUARDS = (
    """
    CREATE TRIGGER intake_stays BEFORE INSERT OR UPDATE OR DELETE ON intake
        FOR EACH ROW EXECUTE FUNCTION intake_stays()
    """,
    "CREATE TRIGGER intake_never_truncated BEFORE TRUNCATE ON intake FOR EACH STATEMENT EXECUTE FUNCTION intake_stays()",
    *(
        f"""
        CREATE TRIGGER {table}_only_by_batch BEFORE INSERT ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION only_by_batch()
        """
        for table in ("board", "epoch", "spent_right")
    ),
    """
    CREATE TRIGGER spent_right_never_truncated BEFORE TRUNCATE ON spent_right
        FOR EACH STATEMENT EXECUTE FUNCTION only_by_batch()
    """,
)
# How many ballots were in the box at closing that no right goes with.
COUNTED = (
    "CREATE TABLE log_cleared (votation_id uuid PRIMARY KEY REFERENCES box)",
    "CREATE TABLE set_aside (votation_id uuid PRIMARY KEY REFERENCES box, ballots integer NOT NULL CHECK (ballots > 0))",
)
# Written anew as well: what was known of single ballots goes.
BY_BATCH_ONLY = (
    "ALTER TABLE board ALTER COLUMN by_server DROP NOT NULL",
    "ALTER TABLE board ALTER COLUMN by_server TYPE boolean USING NULL",
)


def upgrade() -> None:
    for statement in (*FUNCTIONS, *GUARDS, *COUNTED, *BY_BATCH_ONLY):
        op.execute(statement)
