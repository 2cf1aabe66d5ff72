-- A report waits for its clinician, or for a record that does not take it, whatever becomes of the write: a message goes without
-- anybody, and a note that was withdrawn before it was taken never goes.
alter table delivery
    add column report_waits_for_sign_in boolean     not null default false,
    add column report_attempts          integer     not null default 0,
    add column report_due_at            timestamptz not null default '-infinity';
drop index delivery_unreported;
create index delivery_unreported on delivery (report_due_at) where sealed_report is not null and not report_waits_for_sign_in;
create index delivery_report_author on delivery (author) where report_waits_for_sign_in;
