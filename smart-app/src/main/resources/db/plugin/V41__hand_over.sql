-- What a clinician is about to have signed, written down before the record is asked: a process that dies between the signature and
-- the write ledger leaves a row, and the signer's own launch finishes it. Nothing here names a patient.
create table hand_over (
    id                uuid        primary key,
    -- Keyed hash of the clinician at the EHR: a new launch by the same person lets it go on.
    author            bytea       not null,
    launch_hash       bytea       not null,
    waits_for_sign_in boolean     not null default false,
    sealed            bytea       not null,
    due_at            timestamptz not null,
    created_at        timestamptz not null
);
create index hand_over_due on hand_over (due_at) where not waits_for_sign_in;
create index hand_over_author on hand_over (author) where waits_for_sign_in;
