-- A link that lets one other device record one visit: opened once, soon, and good for nothing else. It goes with its launch.
create table companion (
    secret_hash  bytea       primary key check (length(secret_hash) = 32),
    launch_hash  bytea       not null references launch on delete cascade,
    -- Of the device, once it has opened the link: what stands in its paths, and its browser's cookie.
    path_hash    bytea       unique check (length(path_hash) = 32),
    browser_hash bytea,
    created_at   timestamptz not null,
    opens_until  timestamptz not null,
    opened_at    timestamptz,
    ended_at     timestamptz
);
create index companion_launch on companion (launch_hash);
