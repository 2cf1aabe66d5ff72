-- The key of one large content, sealed by the key of the patient whose it is: it goes with the patient's key, and deleting
-- its row erases that content alone.
create table content_key (
    tenant      text collate "C" not null,
    content     bigint           not null,
    patient_rid bigint           not null,   -- 0: sealed by the tenant's data key
    wrapped     bytea            not null,
    created_at  timestamptz      not null default now(),
    primary key (tenant, content, patient_rid)
);
alter table content_key enable row level security;
create policy tenant_only on content_key using (tenant = current_setting('app.tenant', true));
grant select, insert on content_key to chartside_server;
grant select, insert, update, delete on content_key to chartside_keeper;
