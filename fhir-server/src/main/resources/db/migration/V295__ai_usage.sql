-- What a tenant's calls of a model outside have cost on a day (UTC): numbers, nothing of what was said. The tokens of a call
-- are added before it leaves, so that calls of several processes together stay below the tenant's limit.

create table ai_usage (
    tenant     text collate "C" not null,
    provider   text             not null,
    day        date             not null,
    calls      bigint           not null,
    tokens     bigint           not null,
    expires_at timestamptz      not null,
    primary key (tenant, provider, day)
);
create index ai_usage_expiry on ai_usage (tenant, expires_at);

alter table ai_usage enable row level security;
alter table ai_usage force row level security;
create policy tenant_only on ai_usage using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on ai_usage to chartside_server;
