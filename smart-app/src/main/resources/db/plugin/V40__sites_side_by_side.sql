-- Each site's writes are taken by themselves.
drop index delivery_due;
create index delivery_due on delivery (site, due_at) where state in ('pending', 'unknown');
