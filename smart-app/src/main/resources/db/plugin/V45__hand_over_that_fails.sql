-- How often a hand-over has failed: it is looked at ever more rarely, told to its clinician, and rests in the end.
alter table hand_over add column failures integer not null default 0;
create index hand_over_failing on hand_over (author) where failures > 0;
