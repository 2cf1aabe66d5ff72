-- Bulk exports: what was asked, how far it is, and the files, sealed with the tenant's data key. A file's patients are
-- sealed with it: they are audited when it is fetched. Rows live until expires_at.
create table export_job (
    tenant     text collate "C" not null,
    id         uuid             not null,
    owner      bytea            not null,   -- keyed hash of client and subject: nobody else sees the job
    state      text             not null check (state in ('running', 'done', 'failed', 'cancelled')),
    request    bytea            not null,   -- sealed: the kick-off's URL
    at         bigint           not null,   -- transactionTime, milliseconds
    progress   integer          not null default 0,
    alive_at   bigint           not null,
    expires_at bigint           not null,
    primary key (tenant, id)
);

create table export_file (
    tenant    text collate "C" not null,
    job       uuid             not null,
    number    integer          not null,
    type      text             not null,
    resources integer          not null,
    body      bytea            not null,
    primary key (tenant, job, number),
    foreign key (tenant, job) references export_job (tenant, id) on delete cascade
);
alter table export_file alter column body set storage external;

alter table export_job enable row level security;
alter table export_file enable row level security;
create policy tenant_only on export_job using (tenant = current_setting('app.tenant', true));
create policy tenant_only on export_file using (tenant = current_setting('app.tenant', true));
grant select, insert, update, delete on export_job, export_file to chartside_server;
