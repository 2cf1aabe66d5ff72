-- Versions whose words were put off the record after they were stored: all of a resource before one that was written without
-- them. Marked in the transaction that writes that one, and deleted by the keeper right after it, or by its next sweep.
-- Key row: demo, 285…104, 3, 1795364712123, 1795364712140.
create table withheld_version (
    tenant         text collate "C" not null,
    rid            bigint not null,
    before_version integer not null,         -- the first version that stays
    asked_at       bigint not null,
    erased_at      bigint,                   -- none until they are deleted
    primary key (tenant, rid, before_version)
);
create index withheld_version_waiting on withheld_version (tenant) where erased_at is null;

alter table withheld_version enable row level security;
alter table withheld_version force row level security;
create policy tenant_only on withheld_version using (tenant = current_setting('app.tenant', true));
grant select, insert on withheld_version to chartside_server;
grant select, update, delete on withheld_version to chartside_keeper;
