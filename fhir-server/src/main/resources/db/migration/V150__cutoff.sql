-- Who is cut off: a tenant (name ''), one of its clients or one of its people. What was issued before a cut-off was lifted
-- stays dead, so the row stays, too.

create table cutoff (
    tenant    text collate "C" not null,
    kind      text             not null check (kind in ('tenant', 'client', 'user')),
    name      text             not null,
    cut_at    timestamptz      not null,
    lifted_at timestamptz,
    primary key (tenant, kind, name)
);

alter table cutoff enable row level security;
alter table cutoff force row level security;
create policy tenant_only on cutoff using (tenant = current_setting('app.tenant', true));
grant select, insert, update on cutoff to chartside_server;
