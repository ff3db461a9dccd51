-- The role that Muster runs as on Postgres, once its tables exist: it can add to the audit trail and change nothing in it.
--
-- Start Muster (or any muster command) once as the owner of the database, so that the tables are there; run this as the owner;
-- then give Muster a DATABASE_URL with this role. After an upgrade that brings tables, do the same again.
-- Only `muster audit erase` needs the owner, since it removes clear texts.
do $$ begin
  if not exists (select from pg_roles where rolname = 'muster_app') then
    create role muster_app login; -- and a password: alter role muster_app password '…'
  end if;
end $$;

grant usage on schema public to muster_app;
grant select, insert, update, delete on all tables in schema public to muster_app;
revoke update, delete on audit_events, audit_events_before_chain, audit_clear, checkpoints from muster_app;
revoke insert on audit_events_before_chain from muster_app;
revoke insert, delete on audit_head from muster_app;
revoke insert, update, delete on kysely_migration from muster_app;
