-- The words of documents, for _text and _content: 32-bit HMACs under the patient's index key, sorted. Only types that
-- config/search/resource-types.yml marks with "words" have rows. Key row: demo, 285…104, {-2101433, 88120345, …}.
create table resource_words (
    tenant text collate "C" not null,
    rid    bigint not null,
    words  integer[] not null,
    primary key (tenant, rid)
);
alter table resource_words enable row level security;
create policy tenant_only on resource_words using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on resource_words to chartside_server;
grant select, insert, update, delete on resource_words to chartside_keeper;
