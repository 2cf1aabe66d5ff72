-- Launches, sessions and keys of the plugin. Secrets that a browser holds are kept as SHA-256 only; all else that names a
-- person or opens a door is sealed by the process (AES-256-GCM, bound to its table and row).

-- One row for a browser's cookie. A cookie alone opens nothing: a request needs the launch id in its path as well.
create table browser_session (
    id_hash    bytea       primary key check (length(id_hash) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null
);

-- An authorization request on its way: state, PKCE verifier and nonce. Used once.
create table pending_launch (
    state_hash   bytea       primary key check (length(state_hash) = 32),
    browser_hash bytea       not null references browser_session on delete cascade,
    sealed       bytea       not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    used_at      timestamptz
);
create index pending_launch_expiry on pending_launch (expires_at);

-- One launch: one clinician, one patient, one EHR.
create table launch (
    id_hash        bytea       primary key check (length(id_hash) = 32),
    browser_hash   bytea       not null,
    site           text        not null,
    tenant         text        not null,
    sealed_session bytea       not null,
    sealed_tokens  bytea       not null,
    created_at     timestamptz not null,
    used_at        timestamptz not null,
    expires_at     timestamptz not null,
    ended_at       timestamptz
);
create index launch_expiry on launch (expires_at);

-- Keys for private_key_jwt, shared by all processes of the plugin.
create table client_key (
    algorithm  text        primary key check (algorithm in ('ES384', 'RS384')),
    kid        text        not null unique,
    sealed     bytea       not null,
    created_at timestamptz not null
);
