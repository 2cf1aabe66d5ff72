-- Where rights were taken away or changed: every process looks for what is new since it looked last, so that what it knows
-- of a tenant's tokens, labels and Consents may be kept meanwhile. A row a change, never updated: nobody waits for another.
-- Row: clinic-a, tokens, 12345, an hour after.

create table rights_change (
    tenant     text collate "C" not null,
    kind       text             not null check (kind in ('tokens', 'restrictions')),
    tx         xid8             not null default pg_current_xact_id(),
    expires_at timestamptz      not null default now() + interval '1 hour'
);
create index rights_change_tx on rights_change (tx, tenant, kind);

alter table rights_change enable row level security;
alter table rights_change force row level security;
create policy known_to_all on rights_change for select using (true);
create policy tenant_adds on rights_change for insert with check (tenant = current_setting('app.tenant', true));
create policy tenant_removes on rights_change for delete using (tenant = current_setting('app.tenant', true));
grant select, insert, delete on rights_change to chartside_server;
-- Labels given to old rows.
grant insert on rights_change to chartside_keeper;
