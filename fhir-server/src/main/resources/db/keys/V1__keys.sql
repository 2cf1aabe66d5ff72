-- The key store: a database of its own, so that its backups can be kept for 30 days at most while those of the
-- record are kept for years. Without that separation, destroying a key would erase nothing.

create table tenant_key (
    tenant     text collate "C" not null,
    purpose    text collate "C" not null,   -- kek | data | index | audit | cursor
    version    integer not null,
    wrapped    bytea not null,              -- kek: by the master key; the others: by the kek
    created_at timestamptz not null default now(),
    primary key (tenant, purpose, version)
);

create table patient_key (
    tenant     text collate "C" not null,
    patient_rid bigint not null,
    wrapped    bytea not null,              -- by the tenant's kek; deleting the row erases the patient
    created_at timestamptz not null default now(),
    primary key (tenant, patient_rid)
);

alter table tenant_key enable row level security;
alter table patient_key enable row level security;
create policy tenant_only on tenant_key using (tenant = current_setting('app.tenant', true));
create policy tenant_only on patient_key using (tenant = current_setting('app.tenant', true));

grant select, insert on tenant_key, patient_key to chartside_server;
grant select, insert, update, delete on tenant_key, patient_key to chartside_keeper;
