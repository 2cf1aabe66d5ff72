-- A destroyed key leaves a row without a key, so that no new key is ever made for an erased patient.
-- Key row: demo, 285…096, (no key), 2026-11-22 …, SHA-256 of the wrapped key that was destroyed.
alter table patient_key alter column wrapped drop not null;
alter table patient_key add column erased_at timestamptz;
alter table patient_key add column fingerprint bytea;
alter table patient_key add constraint patient_key_destroyed check ((wrapped is null) = (erased_at is not null));

-- Raised by whatever makes unwrapped keys in memory out of date: each process looks here before it trusts what it holds.
create table key_change (
    number bigint not null
);
insert into key_change values (0);
grant select on key_change to chartside_server;
grant select, update on key_change to chartside_keeper;
