-- Grants of the staff to see content of a tenant, or to stand in for one of its people. Row: demo, …, support-ada,
-- Encounter/demo-encounter-1, approved. The purpose is sealed with the tenant's data key: it is free text.

create table staff_grant (
    tenant     text collate "C" not null,
    id         uuid             not null,
    login      text             not null,   -- who asked and may use it
    target     text             not null,   -- Patient/…, Encounter/…, or Practitioner/… to stand in for
    purpose    bytea            not null,
    minutes    integer          not null check (minutes between 1 and 480),
    state      text             not null check (state in ('asked', 'approved', 'refused', 'revoked')),
    asked_at   timestamptz      not null,
    decided_by text             check (decided_by <> login or state = 'revoked'),
    expires_at timestamptz,
    primary key (tenant, id)
);
alter table staff_grant enable row level security;
alter table staff_grant force row level security;
create policy tenant_only on staff_grant using (tenant = current_setting('app.tenant', true));
grant select, insert, update on staff_grant to chartside_server;

-- Who acts in the person's place (RFC 8693, act), and the grant that the token rests on.
alter table oauth_authorization add column actor text;
alter table oauth_authorization add column staff_grant uuid;
create index oauth_authorization_grant on oauth_authorization (tenant, staff_grant) where staff_grant is not null;
