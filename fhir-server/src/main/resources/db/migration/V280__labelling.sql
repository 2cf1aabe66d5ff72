-- How far a tenant's rows bear the bits of io.chartside.server.index.Sensitivity as its rules are now: what was stored before V200, or
-- by older rules, is read anew, page by page along the rids. Key row: demo → rules 1, after 731…520, done false.
create table labelling (
    tenant text collate "C" not null,
    rules  smallint not null,                -- version of the rules
    after  bigint not null,                  -- the rid that it has come to
    done   boolean not null,
    primary key (tenant)
);
alter table labelling enable row level security, force row level security;
create policy tenant_only on labelling using (tenant = current_setting('app.tenant', true));
grant select, insert, update on labelling to chartside_keeper;
