"""What left the register's passing tables cannot be read any more, and what waits in them resists.

A deleted row stays on its page until something is written over it: whoever reads the files, or asks `pageinspect`, has
the elector beside their right. So these functions write a table anew: its living rows, in an order that tells nothing,
in a new file. They belong to the owner of the tables, who alone may empty one; the service's role may only ask for them.

Signatures of votations that are over stand in a table of their own, into which they are written once, and letters that
tell when someone was in the booth in another: what is written anew stays small.
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    """
    CREATE TABLE signature_at_closing (
        votation_id uuid NOT NULL REFERENCES votation,
        elector_id uuid NOT NULL UNIQUE REFERENCES elector,
        signed_on date NOT NULL,
        PRIMARY KEY (votation_id, elector_id)
    )
    """,
    "CREATE VIEW signed AS SELECT * FROM signature UNION ALL SELECT * FROM signature_at_closing",
    "CREATE TABLE passing_letter (LIKE letter INCLUDING ALL)",
    "ALTER TABLE passing_letter ADD FOREIGN KEY (mailing_id) REFERENCES mailing ON DELETE CASCADE",
    "ALTER TABLE passing_letter ADD FOREIGN KEY (elector_id) REFERENCES elector ON DELETE CASCADE",
    # Whether register and box shared a server as a votation was sealed, and whether its log was cleared since.
    """
    CREATE TABLE server_log (
        votation_id uuid PRIMARY KEY REFERENCES votation,
        one_server boolean,
        cleared boolean NOT NULL DEFAULT false
    )
    """,
    "CREATE INDEX elector_mark ON elector (votation_id, mark)",
    "CREATE VIEW any_letter AS SELECT * FROM letter UNION ALL SELECT * FROM passing_letter",
)
FUNCTIONS = (
    """
    CREATE FUNCTION is_owner(relation oid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT pg_catalog.pg_get_userbyid(relowner) = current_user FROM pg_catalog.pg_class WHERE oid = relation
    $$
    """,
    """
    CREATE FUNCTION write_rights_anew() RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        rights public.voting_right[];
        codes public.code[];
    BEGIN
        LOCK TABLE public.voting_right, public.code IN ACCESS EXCLUSIVE MODE;
        rights := ARRAY(SELECT r FROM public.voting_right r ORDER BY r.right_hash);
        codes := ARRAY(SELECT c FROM public.code c ORDER BY c.elector_id);
        TRUNCATE public.voting_right, public.code;
        INSERT INTO public.voting_right SELECT r.* FROM unnest(rights) r;
        INSERT INTO public.code SELECT c.* FROM unnest(codes) c;
    END $$
    """,
    # A batch is on the board: its electors sign, sorted, in one statement, and their rights and codes go. (Locks are
    # taken in one order everywhere: signatures, rights, codes, letters.)
    """
    CREATE FUNCTION sign_batch(of_votation uuid, rights bytea[], day date) RETURNS SETOF uuid LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE electors uuid[];
    BEGIN
        LOCK TABLE public.signature IN ROW EXCLUSIVE MODE;
        LOCK TABLE public.voting_right, public.code IN ACCESS EXCLUSIVE MODE;
        electors := ARRAY(
            SELECT r.elector_id FROM public.voting_right r
            WHERE r.votation_id = of_votation AND r.consumed AND r.right_hash = ANY(rights) ORDER BY r.elector_id
        );
        IF cardinality(electors) = 0 THEN RETURN; END IF;
        INSERT INTO public.signature (votation_id, elector_id, signed_on)
            SELECT of_votation, e, day FROM unnest(electors) e ORDER BY e;
        DELETE FROM public.voting_right WHERE elector_id = ANY(electors);
        DELETE FROM public.code WHERE elector_id = ANY(electors);
        PERFORM public.write_rights_anew();
        RETURN QUERY SELECT unnest(electors);
    END $$
    """,
    # A votation is over: its signatures are written once more, in one order under one date, and everything goes that
    # tells when anyone was in the booth.
    """
    CREATE FUNCTION forget_batches(of_votation uuid) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        signatures public.signature[];
        letters public.passing_letter[];
    BEGIN
        IF (SELECT state FROM public.votation WHERE id = of_votation)
           IN ('draft', 'ready', 'keyed', 'sealed', 'open', 'suspended', 'closing') THEN
            RAISE EXCEPTION 'the votation is not over' USING ERRCODE = 'restrict_violation';
        END IF;
        INSERT INTO public.signature_at_closing (votation_id, elector_id, signed_on)
            SELECT s.votation_id, s.elector_id, max(s.signed_on) OVER (PARTITION BY s.votation_id)
            FROM public.signature s WHERE s.votation_id = of_votation ORDER BY s.elector_id;
        LOCK TABLE public.signature, public.voting_right, public.code, public.passing_letter IN ACCESS EXCLUSIVE MODE;
        signatures := ARRAY(SELECT s FROM public.signature s WHERE s.votation_id <> of_votation ORDER BY s.elector_id);
        TRUNCATE public.signature;
        INSERT INTO public.signature SELECT s.* FROM unnest(signatures) s;
        DELETE FROM public.voting_right WHERE votation_id = of_votation;
        DELETE FROM public.code WHERE elector_id IN (SELECT id FROM public.elector WHERE votation_id = of_votation);
        PERFORM public.write_rights_anew();
        letters := ARRAY(
            SELECT l FROM public.passing_letter l
            WHERE l.mailing_id NOT IN (SELECT id FROM public.mailing WHERE votation_id = of_votation) ORDER BY l.id
        );
        TRUNCATE public.passing_letter;
        INSERT INTO public.passing_letter SELECT l.* FROM unnest(letters) l;
        DELETE FROM public.letter WHERE mailing_id IN (  -- of before these had a table of their own
            SELECT m.id FROM public.mailing m WHERE m.votation_id = of_votation
                AND m.kind IN ('code', 'roll_check', 'reminder', 'signed')
        );
    END $$
    """,
    # Whoever is not the owner of the tables, acting through one of the functions above, may do with signatures and
    # rights only what an elector's act does.
    """
    CREATE FUNCTION register_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE over constant text[] := ARRAY['destroyed', 'cancelled'];
    BEGIN
        IF is_owner(TG_RELID) THEN
            RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
        ELSIF TG_OP = 'DELETE' AND (SELECT state FROM votation WHERE id = OLD.votation_id) = ANY(over) THEN
            RETURN OLD;
        ELSIF TG_TABLE_NAME = 'voting_right' THEN
            IF TG_OP = 'INSERT' AND NOT NEW.consumed
               OR TG_OP = 'DELETE' AND NOT OLD.consumed
               OR TG_OP = 'UPDATE' AND NOT OLD.consumed
                  AND (OLD.votation_id, OLD.elector_id) = (NEW.votation_id, NEW.elector_id)
                  AND (NEW.consumed AND OLD.right_hash = NEW.right_hash AND OLD.issued_at = NEW.issued_at
                       OR NOT NEW.consumed) THEN
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END IF;
        END IF;
        RAISE EXCEPTION '% is written by batches', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    # An address is corrected after sealing through the register's door, which leaves an entry in the log.
    """
    CREATE FUNCTION address_is_traced() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF is_owner(TG_RELID)
           OR (SELECT state FROM votation WHERE id = OLD.votation_id) IN ('draft', 'destroyed', 'cancelled')
           OR EXISTS (SELECT FROM audit_entry a WHERE a.votation_id = OLD.votation_id
                      AND a.xmin = pg_current_xact_id()::xid) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION 'an address is corrected with an entry in the log' USING ERRCODE = 'restrict_violation';
    END $$
    """,
)
GUARDS = (
    *(
        f"""
        CREATE TRIGGER {table}_stays BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION register_stays()
        """
        for table in ("signature", "signature_at_closing", "voting_right")
    ),
    *(
        f"""
        CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION register_stays()
        """
        for table in ("signature", "signature_at_closing", "voting_right")
    ),
    """
    CREATE CONSTRAINT TRIGGER address_is_traced AFTER UPDATE ON elector DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN ((OLD.email, OLD.phone) IS DISTINCT FROM (NEW.email, NEW.phone))
        EXECUTE FUNCTION address_is_traced()
    """,
)


def upgrade() -> None:
    for statement in (*TABLES, *FUNCTIONS, *GUARDS):
        op.execute(statement)
