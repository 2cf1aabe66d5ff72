-- The write ledger: every write that an EHR is to get, and what became of it. Content and outcome are sealed.
create table delivery (
    id                uuid        primary key,
    tenant            text        not null,
    site              text        not null,
    -- SHA-256 of the identifier that names the resource at the EHR: enqueuing twice is enqueuing once.
    item              bytea       not null,
    -- SHA-256 of the EHR's patient and encounter: what a launch of the same visit shows.
    visit             bytea       not null,
    -- SHA-256 of the clinician at the EHR: a new launch by the same person lets waiting writes go on.
    author            bytea       not null,
    -- The launch whose tokens are used.
    launch_hash       bytea       not null,
    place             integer     not null,
    state             text        not null check (state in ('pending', 'written', 'refused', 'unknown')),
    -- Whether a lost answer can be cleared up without a person.
    resolvable        boolean     not null,
    waits_for_sign_in boolean     not null default false,
    attempts          integer     not null default 0,
    due_at            timestamptz not null,
    -- Set and committed before anything is sent, cleared with the outcome: a process that dies in between leaves it set.
    sending_since     timestamptz,
    sealed_write      bytea       not null,
    sealed_outcome    bytea,
    -- An audit report of this write that the record has not taken yet.
    sealed_report     bytea,
    created_at        timestamptz not null,
    changed_at        timestamptz not null,
    unique (tenant, site, item)
);
create index delivery_due on delivery (due_at) where state in ('pending', 'unknown');
create index delivery_unreported on delivery (due_at) where sealed_report is not null;
create index delivery_visit on delivery (visit);
create index delivery_author on delivery (author) where waits_for_sign_in;
