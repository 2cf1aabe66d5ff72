-- People who may sign in, and what they prove it with. Names and addresses are sealed with the tenant's data key and found
-- by its keyed hash; passwords stand here as argon2id, secrets of one-time codes sealed, everything random as SHA-256.

create table person (
    tenant       text collate "C" not null,
    fhir_user    text             not null,
    sealed       bytea            not null,
    email_hash   bytea            not null,
    roles        text[]           not null,
    enabled      boolean          not null,
    password     text,
    totp         bytea,
    totp_step    bigint           not null default 0,
    totp_in_use  boolean          not null default false,
    changed_at   timestamptz      not null,
    primary key (tenant, fhir_user),
    unique (tenant, email_hash)
);

create table recovery_code (
    tenant    text collate "C" not null,
    fhir_user text             not null,
    hash      bytea            not null,
    primary key (tenant, fhir_user, hash),
    foreign key (tenant, fhir_user) references person (tenant, fhir_user) on delete cascade
);

-- Failed attempts, by the keyed hash of the name that was typed or of the network address.
create table sign_in_failure (
    tenant       text collate "C" not null,
    kind         text             not null check (kind in ('account', 'address', 'link')),
    hash         bytea            not null,
    failures     integer          not null,
    closed_until timestamptz      not null,
    expires_at   timestamptz      not null,
    primary key (tenant, kind, hash)
);
create index sign_in_failure_expiry on sign_in_failure (tenant, expires_at);

-- A sign-in between its first factor and its second.
create table sign_in_step (
    tenant     text collate "C" not null,
    hash       bytea            not null,
    fhir_user  text             not null,
    amr        text             not null,
    remember   boolean          not null,
    failures   integer          not null default 0,
    expires_at timestamptz      not null,
    primary key (tenant, hash)
);
create index sign_in_step_expiry on sign_in_step (tenant, expires_at);

-- Links by mail, and invitations. A row without a person is for an address that nobody here has.
create table sign_in_link (
    tenant       text collate "C" not null,
    hash         bytea            not null,
    fhir_user    text             not null,
    invitation   boolean          not null,
    browser      bytea,
    code         bytea,
    failures     integer          not null default 0,
    continuation text             not null,
    expires_at   timestamptz      not null,
    used_at      timestamptz,
    primary key (tenant, hash)
);
create index sign_in_link_expiry on sign_in_link (tenant, expires_at);

-- Remembered browsers: each use of a secret spends it and makes the family's next.
create table remembered (
    tenant     text collate "C" not null,
    hash       bytea            not null,
    family     uuid             not null,
    fhir_user  text             not null,
    auth_time  timestamptz      not null,
    amr        text             not null,
    expires_at timestamptz      not null,
    spent_at   timestamptz,
    primary key (tenant, hash)
);
create index remembered_family on remembered (tenant, family);
create index remembered_person on remembered (tenant, fhir_user);
create index remembered_expiry on remembered (tenant, expires_at);

alter table sign_in add column amr text not null default '';
alter table oauth_authorization add column amr text not null default '';

do $$
declare
    name text;
begin
    foreach name in array array ['person', 'recovery_code', 'sign_in_failure', 'sign_in_step', 'sign_in_link', 'remembered'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end
$$;
