-- The last interchange control number that a tenant's claims went out with: a receiver takes each number once.

create table claim_interchange (
    tenant text collate "C" not null primary key,
    number bigint           not null
);
alter table claim_interchange enable row level security;
alter table claim_interchange force row level security;
create policy tenant_only on claim_interchange using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on claim_interchange to chartside_server;
