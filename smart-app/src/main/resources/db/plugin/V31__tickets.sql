-- Two launches that begin at once in a browser that has no cookie yet are each given one, and the browser keeps the later. So
-- each launch has a cookie of its own for its first hour: the authorization request is bound to it, and the launch knows it.
alter table pending_launch drop constraint pending_launch_browser_hash_fkey;
alter table pending_launch rename column browser_hash to ticket_hash;
alter table launch add column ticket_hash bytea;
