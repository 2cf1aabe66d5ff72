-- What a device has said so far in a sealed session (docs/sealed-visits.md, "At the server"): counted in the transaction that
-- takes a message, under the lock of its session, so that no number of requests at once goes past a limit.
alter table sealed_device
    add column said         integer not null default 0,   -- messages
    add column octets       bigint  not null default 0,   -- of their compact form
    add column minute_began bigint,                       -- of the minute that is counted
    add column in_minute    integer not null default 0;   -- messages in it
alter table sealed_session
    add column octets bigint not null default 0;
