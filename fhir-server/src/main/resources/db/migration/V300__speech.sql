-- Recordings under way: a row a visit that is being recorded, its audio and its words, sealed with the patient's key. They go
-- when the transcript is written, when the recording is discarded, and with the patient.
create table speech_session (
    tenant      text collate "C" not null,
    id          uuid             not null,
    encounter   bytea            not null,   -- keyed hash: one recording of a visit at a time
    patient     bytea            not null,   -- keyed hash
    patient_rid bigint           not null,
    holder      uuid             not null,   -- the connection that may add to it
    format      text             not null,
    frames      integer          not null default 0,
    bytes       bigint           not null default 0,
    began_at    bigint           not null,
    touched_at  bigint           not null,
    body        bytea            not null,   -- sealed: visit, patient, who records
    primary key (tenant, id)
);
create unique index speech_session_visit on speech_session (tenant, encounter);
create index speech_session_patient on speech_session (tenant, patient);

-- kind 0: audio as the client numbered it, begins at this byte of the recording; kind 1: words, settled up to this millisecond.
create table speech_part (
    tenant  text collate "C" not null,
    session uuid             not null,
    kind    smallint         not null check (kind in (0, 1)),
    number  integer          not null,
    begins  bigint           not null,
    body    bytea            not null,
    primary key (tenant, session, kind, number),
    foreign key (tenant, session) references speech_session (tenant, id) on delete cascade
);
alter table speech_part alter column body set storage external;

-- Recordings that are kept until delete_at, and of those that were deleted the certificate.
create table speech_recording (
    tenant       text collate "C" not null,
    binary_id    text             not null,
    encounter    bytea            not null,
    patient      bytea            not null,
    patient_rid  bigint           not null,
    content      bigint           not null,
    recorded_at  bigint           not null,
    delete_at    bigint           not null,
    until_signed boolean          not null,
    deleted_at   bigint,
    certificate  text,
    body         bytea            not null,   -- sealed: visit and patient
    primary key (tenant, binary_id)
);
create index speech_recording_due on speech_recording (tenant, delete_at) where deleted_at is null;
create index speech_recording_visit on speech_recording (tenant, encounter);
create index speech_recording_patient on speech_recording (tenant, patient);

do $$
declare name text;
begin
    foreach name in array array['speech_session', 'speech_part', 'speech_recording']
    loop
        execute format('alter table %I enable row level security, force row level security', name);
        execute format('create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end $$;
