-- Passkeys: public keys, so nothing here lets anybody in. A challenge is a row once it was answered: it counts once.

create table passkey (
    tenant          text collate "C" not null,
    credential_id   bytea            not null,
    fhir_user       text             not null,
    credential      bytea            not null,
    sign_count      bigint           not null,
    backup_eligible boolean          not null,
    created_at      timestamptz      not null,
    used_at         timestamptz,
    primary key (tenant, credential_id),
    foreign key (tenant, fhir_user) references person (tenant, fhir_user) on delete cascade
);
create index passkey_person on passkey (tenant, fhir_user);

create table passkey_challenge (
    tenant     text collate "C" not null,
    hash       bytea            not null,
    expires_at timestamptz      not null,
    primary key (tenant, hash)
);
create index passkey_challenge_expiry on passkey_challenge (tenant, expires_at);

do $$
declare
    name text;
begin
    foreach name in array array ['passkey', 'passkey_challenge'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end
$$;
