-- Content of Binary resources over 64 kB, apart from the resource. Each content has a key of its own in the key store, and
-- is one stream of AES-256-GCM segments (Tink AES256-GCM-HKDF-1MB), a row a segment. Rows are written while the content
-- arrives; the row in "content" comes with the version that names it, in one transaction, and is what makes it count: chunks
-- without one are what an interrupted upload left, unreadable since their key was never stored, and are swept.
create table content_chunk (
    tenant  text collate "C" not null,
    content bigint           not null,   -- numbered as resources are: ordered by the time the upload began
    number  integer          not null,   -- from 0
    bytes   bytea            not null,   -- 1 MB of the sealed stream; the last is shorter
    primary key (tenant, content, number)
);
alter table content_chunk alter column bytes set storage external;
create index content_chunk_first on content_chunk (tenant, content) where number = 0;

create table content (
    tenant      text collate "C" not null,
    content     bigint           not null,
    rid         bigint           not null,   -- the Binary
    patient_rid bigint           not null,   -- whose key seals the content's key; 0 for the tenant's
    primary key (tenant, content)
);
create index content_patient on content (tenant, patient_rid, rid);

alter table content_chunk enable row level security;
alter table content enable row level security;
create policy tenant_only on content_chunk using (tenant = current_setting('app.tenant', true));
create policy tenant_only on content using (tenant = current_setting('app.tenant', true));
grant select, insert on content, content_chunk to chartside_server;
grant select, delete on content, content_chunk to chartside_keeper;
