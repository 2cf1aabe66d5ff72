-- Subscriptions and what became of them. The feed is resource_version itself: position (tx, rid, version) of a row, of
-- transactions that every running one has seen the end of.
-- Key row: demo, 101…5, 1 – "after what transaction 101 wrote of resource 5".
create index resource_version_tx on resource_version (tenant, tx, rid, version);

create table subscription (
    tenant        text collate "C" not null,
    id            text collate "C" not null,  -- of the Subscription resource
    status        text             not null check (status in ('requested', 'active', 'error', 'off')),
    after_tx      xid8             not null,  -- all up to this position has been looked at
    after_rid     bigint           not null,
    after_version integer          not null,
    numbered      bigint           not null default 0,  -- the last event that has a number
    delivered     bigint           not null default 0,  -- the last that the receiver took
    due_at        bigint           not null,            -- nothing is sent before
    beat_at       bigint           not null,            -- a heartbeat or the end is due
    failures      integer          not null default 0,
    failing_since bigint,
    lease         uuid,
    leased_until  bigint           not null default 0,
    body          bytea            not null,            -- sealed: whose, what, where to, with which secret
    primary key (tenant, id)
);

-- What was told, by its number: versions are looked up anew whenever they are sent.
create table subscription_event (
    tenant       text collate "C" not null,
    subscription text collate "C" not null,
    number       bigint           not null,
    type         smallint         not null,
    resource     text collate "C" not null,
    version      integer          not null,
    at           bigint           not null,
    patient      bytea            not null,   -- keyed hash; empty for nobody's
    primary key (tenant, subscription, number),
    foreign key (tenant, subscription) references subscription (tenant, id) on delete cascade
);
create index subscription_event_at on subscription_event (tenant, at);
create index subscription_event_patient on subscription_event (tenant, patient);

-- Tenants that ever had one: who delivers looks at these alone, and reads them all.
create table subscription_tenant (
    tenant text collate "C" not null primary key
);

do $$
declare name text;
begin
    foreach name in array array['subscription', 'subscription_event']
    loop
        execute format('alter table %I enable row level security, force row level security', name);
        execute format('create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end $$;
alter table subscription_tenant enable row level security, force row level security;
create policy known_to_all on subscription_tenant for select using (true);
create policy tenant_adds on subscription_tenant for insert with check (tenant = current_setting('app.tenant', true));
grant select, insert on subscription_tenant to chartside_server;
-- Seals anew what a replaced data key sealed.
grant select, update on subscription to chartside_keeper;
