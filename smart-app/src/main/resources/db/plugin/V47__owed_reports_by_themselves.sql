-- Each access report is a row of its own, which one process takes at a time; it outlives its write, and a damaged one stands in the
-- way of no other.
create table owed_report (
    id                uuid        primary key,
    delivery          uuid        not null,
    -- As the write's: a new launch by the same person lets it go on.
    author            bytea       not null,
    launch_hash       bytea       not null,
    waits_for_sign_in boolean     not null default false,
    sealed            bytea       not null,
    attempts          integer     not null default 0,
    -- While a process has it in its hands, when it may be taken again should that one have died.
    due_at            timestamptz not null
);
insert into owed_report (id, delivery, author, launch_hash, waits_for_sign_in, sealed, attempts, due_at)
select id, id, author, launch_hash, report_waits_for_sign_in, sealed_report, report_attempts,
       greatest(report_due_at, '1970-01-01T00:00:00Z')
from delivery where sealed_report is not null;
alter table delivery
    drop column sealed_report,
    drop column report_waits_for_sign_in,
    drop column report_attempts,
    drop column report_due_at;
create index owed_report_due on owed_report (due_at) where not waits_for_sign_in;
create index owed_report_author on owed_report (author) where waits_for_sign_in;
