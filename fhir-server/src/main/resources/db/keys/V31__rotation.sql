-- Rotation. A key says which KEK wraps it; a KEK that wraps anything cannot be deleted. Of an index key there may be two while
-- one replaces the other: both are searched with, the newest that is in use is written with.
-- Key row: demo, index, 2, (wrapped), 2026-11-22 …, 1, true.
alter table tenant_key add column kek_version integer;
update tenant_key set kek_version = 1 where purpose <> 'kek';
alter table tenant_key add constraint tenant_key_wrapped check ((kek_version is null) = (purpose = 'kek'));
alter table tenant_key add column in_use boolean not null default true;
alter table tenant_key add column kek text collate "C" generated always as ('kek') stored;
alter table tenant_key add foreign key (tenant, kek, kek_version) references tenant_key (tenant, purpose, version);

alter table patient_key add column kek_version integer not null default 1;
alter table patient_key add column kek text collate "C" generated always as ('kek') stored;
alter table patient_key add foreign key (tenant, kek, kek_version) references tenant_key (tenant, purpose, version);
