-- CDS Hooks: which tokens have been used, which cards were shown, what became of them. Nothing here names a patient.

-- One row for each token of a CDS client, until it ends: a token works once, in all processes together.
create table hook_token (
    site       text        not null,
    -- SHA-256 of the token's jti.
    jti_hash   bytea       not null check (length(jti_hash) = 32),
    expires_at timestamptz not null,
    primary key (site, jti_hash)
);
create index hook_token_expiry on hook_token (expires_at);

create table hook_card (
    id         uuid        primary key,
    site       text        not null,
    service    text        not null,
    kind       text        not null,
    suggestion uuid,
    shown_at   timestamptz not null
);
create index hook_card_age on hook_card (shown_at);

-- Of a reason given in free words, which may be about a patient, only that there was one is kept.
create table hook_feedback (
    id          uuid        primary key,
    card        uuid        not null references hook_card on delete cascade,
    outcome     text        not null check (outcome in ('accepted', 'overridden')),
    reason      text,
    outcome_at  timestamptz not null,
    received_at timestamptz not null,
    unique (card, outcome, outcome_at)
);

-- Audit events that the record has not taken yet.
create table hook_report (
    id         uuid        primary key,
    site       text        not null,
    sealed     bytea       not null,
    due_at     timestamptz not null,
    created_at timestamptz not null
);
create index hook_report_due on hook_report (due_at);
