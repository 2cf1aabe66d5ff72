-- What a write brought to the EHR is not needed any more once it is there, or is void; its name and the EHR's answer not after a while.
alter table delivery
    alter column sealed_write drop not null,
    add column holds_text boolean not null default true,
    -- Keyed hash of the record's patient; null in rows from before that still wait.
    add column patient bytea;
create index delivery_patient on delivery (tenant, patient) where patient is not null;
create index delivery_spent on delivery (id) where holds_text and (state = 'written' or withdrawn);
create index delivery_kept on delivery (changed_at) where sealed_write is not null and (state <> 'unknown');
-- Who renews a launch's tokens, and until when nobody else does: no row is locked while a token endpoint is waited for.
alter table launch
    add column renewing       uuid,
    add column renewing_until timestamptz;
