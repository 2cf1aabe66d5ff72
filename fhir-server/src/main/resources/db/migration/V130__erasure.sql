-- Erasures of patients. resource.state is 3 from an erasure's beginning until its rows are deleted.
-- Key row: demo, 285…096, done, 1795364712123, …, {"resources": …}, eyJ….
create table erasure (
    tenant      text collate "C" not null,
    patient_rid bigint not null,             -- the pseudonym in the rows that are deleted and in the key store
    id_hash     bigint not null,             -- keyed hash of Patient/id
    state       text not null check (state in ('begun', 'done')),
    begun_at    bigint not null,
    request     bytea,                       -- sealed: the patient's id and the server's address; none once done
    removed     bigint[] not null,           -- how many rows so far: resources, versions, tokens, links, texts
    certificate text,                        -- JWS, once done
    primary key (tenant, patient_rid)
);
create unique index erasure_id on erasure (tenant, id_hash);

-- Keyed hashes of the Type/id of what was erased, so that its ids answer 410 and are not used again.
create table erased_id (
    tenant text collate "C" not null,
    hash   bigint not null,
    primary key (tenant, hash)
);

-- What an erasure finds besides the rows of resource_patient: deletions, and what it has marked.
create index resource_gone on resource (tenant, patient_rid) where state > 1;

alter table erasure enable row level security;
alter table erased_id enable row level security;
create policy tenant_only on erasure using (tenant = current_setting('app.tenant', true));
create policy tenant_only on erased_id using (tenant = current_setting('app.tenant', true));
grant select, insert on erasure to chartside_server;
grant select on erased_id to chartside_server;
grant select, update on erasure to chartside_keeper;
grant select, insert on erased_id to chartside_keeper;
