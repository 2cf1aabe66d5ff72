-- The encrypted, multi-tenant, blind-indexed R4 store. docs/store.md explains every key with a worked row.
-- tenant leads every key: row-level security and distribution by tenant both work unchanged.
-- Times are milliseconds since 1970 in UTC; none is -2^63 (no time) or 2^63-1 (an open end).

create table resource (
    tenant      text collate "C" not null,
    rid         bigint not null,             -- made by the server, ordered by time, stable for the resource's life
    type        smallint not null,           -- line of r4-types.txt
    id          text collate "C" not null,
    version     integer not null,            -- 0 in a placeholder
    state       smallint not null,           -- 0 placeholder (referred to, never stored) | 1 live | 2 deleted
    draft       boolean not null,            -- an unsigned AI draft
    patient_rid bigint not null,             -- whose compartment and whose key; 0 for none
    sort_at     bigint not null,             -- begin of the type's main clinical time
    sort_end    bigint not null,
    updated_at  bigint not null,
    tx          xid8 not null,
    epoch       integer not null default 0,  -- raised by a restore or a move, where transaction ids begin anew
    ptok        integer[] not null,          -- patient-keyed tokens, sorted; empty and 'overflow' when there are too many
    gtok        bigint[] not null,           -- the population tokens of search_token, kept to find them at the next update
    link_param  integer[] not null,          -- the rows of reference_link, kept for the same reason
    link_target bigint[] not null,
    mac         bytea not null,              -- keyed, over the columns above: a changed head is detected
    primary key (tenant, rid)
);
create unique index resource_id on resource (tenant, type, id);
create index resource_patient on resource (tenant, patient_rid, type, sort_at, rid) include (sort_end, draft, ptok) where state = 1;
create index resource_order on resource (tenant, type, sort_at, rid) include (sort_end, patient_rid, draft, ptok) where state = 1;
create index resource_updated on resource (tenant, type, updated_at, rid) include (patient_rid, draft) where state = 1;

create table resource_version (
    tenant      text collate "C" not null,
    rid         bigint not null,
    version     integer not null,
    type        smallint not null,
    draft       boolean not null,
    deleted     boolean not null,
    patient_rid bigint not null,             -- whose key sealed this version; 0 for the tenant's
    updated_at  bigint not null,
    tx          xid8 not null,
    epoch       integer not null default 0,
    key_version integer not null,
    body        bytea not null,
    primary key (tenant, rid, version)
);
alter table resource_version alter column body set storage external;
create index resource_version_updated on resource_version (tenant, updated_at, rid, version) include (type);

create table search_token (
    tenant  text collate "C" not null,
    hash    bigint not null,
    sort_at bigint not null,
    rid     bigint not null,
    primary key (tenant, hash, sort_at, rid)
);

create table reference_link (
    tenant     text collate "C" not null,
    target_rid bigint not null,
    param      integer not null,
    sort_at    bigint not null,
    source_rid bigint not null,
    primary key (tenant, target_rid, param, sort_at, source_rid)
);

create table audit_lane (
    tenant text collate "C" not null,
    lane   smallint not null,
    seq    bigint not null,
    hash   bytea not null,
    primary key (tenant, lane)
);

create table audit_event (
    tenant    text collate "C" not null,
    lane      smallint not null,
    seq       bigint not null,               -- without gaps within (tenant, lane)
    recorded  timestamptz not null,
    id        text collate "C" not null,
    tokens    bigint[] not null,             -- keyed with the tenant's audit key
    event     bytea not null,                -- sealed: the patients and the AuditEvent
    prev_hash bytea not null,
    hash      bytea not null,                -- SHA-256 over prev_hash and the stored row
    primary key (tenant, lane, seq, recorded)
) partition by range (recorded);
alter table audit_event alter column event set storage external;
create index audit_event_recorded on audit_event (tenant, recorded, lane, seq) include (tokens);
create index audit_event_id on audit_event (tenant, id);
create table audit_event_other partition of audit_event default;

alter table resource enable row level security;
alter table resource_version enable row level security;
alter table search_token enable row level security;
alter table reference_link enable row level security;
alter table audit_lane enable row level security;
alter table audit_event enable row level security;
create policy tenant_only on resource using (tenant = current_setting('app.tenant', true));
create policy tenant_only on resource_version using (tenant = current_setting('app.tenant', true));
create policy tenant_only on search_token using (tenant = current_setting('app.tenant', true));
create policy tenant_only on reference_link using (tenant = current_setting('app.tenant', true));
create policy tenant_only on audit_lane using (tenant = current_setting('app.tenant', true));
create policy tenant_only on audit_event using (tenant = current_setting('app.tenant', true));

grant select, insert, update on resource to chartside_server;
grant select, insert on resource_version to chartside_server;
grant select, insert, delete on search_token, reference_link to chartside_server;
grant select, insert, update on audit_lane to chartside_server;
grant select, insert on audit_event to chartside_server;

grant select, insert, update, delete on resource, resource_version, search_token, reference_link to chartside_keeper;
grant select on audit_lane, audit_event to chartside_keeper;
