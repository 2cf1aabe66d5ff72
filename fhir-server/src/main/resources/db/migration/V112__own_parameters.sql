-- A tenant's own search parameters, taken from its SearchParameter resources by $reindex. A definition is no health
-- record and stands in the clear. Key row: demo, Patient, eye-color → token, Patient.extension.where(…).value, indexing.
create table own_parameter (
    tenant text collate "C" not null,
    type   text collate "C" not null,
    name   text collate "C" not null,
    kind   text not null,
    path   text not null,
    source text not null,                    -- id of the SearchParameter resource
    ready  boolean not null,                 -- whether every resource of the type is indexed by it
    primary key (tenant, type, name)
);
alter table own_parameter enable row level security;
create policy tenant_only on own_parameter using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on own_parameter to chartside_server;
