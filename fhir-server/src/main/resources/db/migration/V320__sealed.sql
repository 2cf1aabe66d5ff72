-- Sealed visits (docs/sealed-visits.md). What was said is in the record, as Communications that nobody here can read; these
-- tables hold who may add to a session and what was used up already. No key is in any of them.
create table sealed_session (
    tenant      text collate "C" not null,
    id          text             not null,   -- logical id of its Encounter
    patient     bytea            not null,   -- keyed hash
    patient_rid bigint           not null,
    opener      bytea            not null,   -- keyed hash: who opened it
    device      uuid             not null,   -- the opener's
    single      boolean          not null,   -- one device: no invite can be made
    fingerprint bytea            not null check (octet_length(fingerprint) = 32),   -- SHA-256(SHA-256(key))
    opened_at   bigint           not null,
    ends_at     bigint           not null,
    ended_at    bigint,
    primary key (tenant, id)
);
create index sealed_session_patient on sealed_session (tenant, patient);

create table sealed_device (
    tenant          text collate "C" not null,
    session         text             not null,
    id              uuid             not null,
    token           bytea,                      -- SHA-256 of a guest's token; none of the opener, who has one of his own
    joined_at       bigint           not null,
    acknowledged_at bigint,                     -- when it had the key and said so
    primary key (tenant, session, id),
    foreign key (tenant, session) references sealed_session (tenant, id) on delete cascade
);
create unique index sealed_device_token on sealed_device (tenant, token);

create table sealed_invite (
    tenant     text collate "C" not null,
    token      bytea            not null,       -- SHA-256
    session    text             not null,
    expires_at bigint           not null,
    used_at    bigint,
    primary key (tenant, token),
    foreign key (tenant, session) references sealed_session (tenant, id) on delete cascade
);
create index sealed_invite_session on sealed_invite (tenant, session);

-- A nonce is used once under a key, a sequence once by a device: whatever goes wrong above, these constraints hold.
create table sealed_utterance (
    tenant        text collate "C" not null,
    session       text             not null,
    nonce         bytea            not null check (octet_length(nonce) = 12),
    device        uuid             not null,
    sequence      integer          not null check (sequence > 0),
    position      integer          not null,    -- of all of the session, from 1
    digest        bytea            not null,    -- SHA-256 of the message, for one whose answer was lost
    communication text             not null,    -- logical id
    claimed_at    bigint           not null,
    primary key (tenant, session, nonce),
    constraint sealed_utterance_sequence unique (tenant, session, device, sequence),
    constraint sealed_utterance_position unique (tenant, session, position),
    foreign key (tenant, session) references sealed_session (tenant, id) on delete cascade
);

do $$
declare name text;
begin
    foreach name in array array['sealed_session', 'sealed_device', 'sealed_invite', 'sealed_utterance']
    loop
        execute format('alter table %I enable row level security, force row level security', name);
        execute format('create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end $$;
