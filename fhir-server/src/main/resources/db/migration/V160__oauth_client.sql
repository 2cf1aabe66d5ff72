-- Clients that were registered while the server runs, laid over the files of config/clients. A secret stands here only as
-- SHA-256 of 256 random bits. metadata is RFC 7591's; null where the row only says whether a client of a file is enabled.
-- Key row: demo, 6f0c…, {"client_name":"Growth chart",…}, null, null, true, 2026-11-29 ….

create table oauth_client (
    tenant        text collate "C" not null,
    client_id     text collate "C" not null,
    metadata      jsonb,
    secret_sha256 text,
    software      jsonb,        -- iss, software_id and the SHA-256 of the statement that it was registered by; else null
    enabled       boolean          not null,
    created_at    timestamptz      not null,
    primary key (tenant, client_id)
);

alter table oauth_client enable row level security;
alter table oauth_client force row level security;
create policy tenant_only on oauth_client using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on oauth_client to chartside_server;
