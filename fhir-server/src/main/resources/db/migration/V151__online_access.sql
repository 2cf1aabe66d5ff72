-- The sign-in that an authorization with online_access ends with.

alter table oauth_authorization add column sign_in_hash bytea;
create index oauth_authorization_sign_in on oauth_authorization (tenant, sign_in_hash) where sign_in_hash is not null;
