-- State of the tenants' authorization servers. Secrets (codes, tokens, launch handles, session cookies) stand here only as
-- SHA-256 of 256-bit random values, so neither the database nor its backups let anyone in.

create table oauth_authorization (
    tenant         text collate "C" not null,
    id             uuid             not null,
    client_id      text             not null,
    grant_type     text             not null,
    subject        text             not null,
    scope          text             not null,
    fhir_user      text,
    auth_time      timestamptz,
    patient        text,
    encounter      text,
    launch_context jsonb,
    request        jsonb,
    created_at     timestamptz      not null,
    revoked_at     timestamptz,
    primary key (tenant, id)
);

create table oauth_token (
    tenant           text collate "C" not null,
    hash             bytea            not null,
    kind             text             not null check (kind in ('state', 'code', 'access', 'refresh')),
    authorization_id uuid             not null,
    scope            text             not null,
    issued_at        timestamptz      not null,
    expires_at       timestamptz      not null,
    spent_at         timestamptz,
    primary key (tenant, hash),
    foreign key (tenant, authorization_id) references oauth_authorization (tenant, id) on delete cascade
);
create index oauth_token_authorization on oauth_token (tenant, authorization_id);
create index oauth_token_expiry on oauth_token (tenant, expires_at);

create table launch_handle (
    tenant         text collate "C" not null,
    hash           bytea            not null,
    fhir_user      text             not null,
    launch_context jsonb            not null,
    expires_at     timestamptz      not null,
    used_at        timestamptz,
    primary key (tenant, hash)
);
create index launch_handle_expiry on launch_handle (tenant, expires_at);

create table client_assertion (
    tenant     text collate "C" not null,
    client_id  text             not null,
    jti_hash   bytea            not null,
    expires_at timestamptz      not null,
    primary key (tenant, client_id, jti_hash)
);
create index client_assertion_expiry on client_assertion (tenant, expires_at);

create table sign_in (
    tenant     text collate "C" not null,
    hash       bytea            not null,
    fhir_user  text             not null,
    auth_time  timestamptz      not null,
    last_seen  timestamptz      not null,
    expires_at timestamptz      not null,
    primary key (tenant, hash)
);
create index sign_in_expiry on sign_in (tenant, expires_at);

do $$
declare
    name text;
begin
    foreach name in array array ['oauth_authorization', 'oauth_token', 'launch_handle', 'client_assertion', 'sign_in'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
            'create policy tenant_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end
$$;
