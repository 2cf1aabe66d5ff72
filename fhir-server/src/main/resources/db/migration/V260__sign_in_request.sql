-- Sign-ins that another issuer was asked for (OpenID Connect), until its answer comes: ten minutes, once. What the answer must
-- fit is SHA-256 of random secrets of which the browser holds one and its address the other; nonce and PKCE verifier follow
-- from both under the tenant's key and stand nowhere.

create table sign_in_request (
    tenant          text collate "C" not null,
    hash            bytea            not null,
    browser         bytea            not null,
    issuer          text             not null,
    begun_at        timestamptz      not null,
    signed_in_after timestamptz      not null,
    continuation    text             not null,
    expires_at      timestamptz      not null,
    primary key (tenant, hash)
);
create index sign_in_request_expiry on sign_in_request (tenant, expires_at);

alter table sign_in_request enable row level security;
alter table sign_in_request force row level security;
create policy tenant_only on sign_in_request using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on sign_in_request to chartside_server;
