-- The operator's own people, on a realm that is no tenant: its rows bear the name staff, so that who is confined to a tenant
-- does not see them. Secrets: argon2id of the password; name and TOTP key sealed with the realm's data key; SHA-256 of the
-- session's 256 random bits.

create table staff_person (
    tenant       text collate "C" not null check (tenant = 'staff'),
    login        text             not null,
    role         text             not null check (role in ('super_admin', 'platform_ops', 'support', 'finance', 'read_only')),
    suspended    boolean          not null default false,
    password     text             not null,
    secret       bytea            not null,
    totp_step    bigint           not null default 0,   -- the last that was used: each works once
    failures     integer          not null default 0,
    locked_until timestamptz,
    created_at   timestamptz      not null,
    primary key (tenant, login)
);

create table staff_session (
    tenant     text collate "C" not null check (tenant = 'staff'),
    hash       bytea            not null,
    login      text             not null,
    auth_time  timestamptz      not null,
    last_seen  timestamptz      not null,
    expires_at timestamptz      not null,
    primary key (tenant, hash),
    foreign key (tenant, login) references staff_person (tenant, login) on delete cascade
);
create index staff_session_expiry on staff_session (tenant, expires_at);

do $$
declare
    name text;
begin
    foreach name in array array ['staff_person', 'staff_session'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy realm_only on %I using (tenant = current_setting(''app.tenant'', true))', name);
        execute format('grant select, insert, update, delete on %I to chartside_server', name);
    end loop;
end
$$;
