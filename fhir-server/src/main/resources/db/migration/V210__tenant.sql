-- Tenants made by command, and the state of all. Who serves reads every row; a row is changed by a transaction that is
-- confined to its tenant. Row: clinic-a, active, {"name": "Clinic A", "people": []}.

create table tenant (
    tenant     text collate "C" not null,
    state      text             not null check (state in ('active', 'suspended', 'closed')),
    policy     jsonb,                      -- in the shape of tenants/*.yml; null: as the file says
    created_at timestamptz      not null,
    primary key (tenant)
);

-- One row, locked by whoever changes a tenant: its number grows in the order of commits.
create table tenant_change (
    number bigint not null
);
insert into tenant_change values (0);

alter table tenant enable row level security;
alter table tenant force row level security;
create policy known_to_all on tenant for select using (true);
create policy tenant_adds on tenant for insert with check (tenant = current_setting('app.tenant', true));
create policy tenant_changes on tenant for update using (tenant = current_setting('app.tenant', true));
grant select, insert, update on tenant to chartside_server;
grant select, update on tenant_change to chartside_server;
