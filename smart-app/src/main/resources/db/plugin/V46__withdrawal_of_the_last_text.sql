-- Where each addendum takes its note's place under a number of its own, the withdrawal of a text goes only where the text that was
-- to take its place has never arrived: the item of that one.
alter table delivery add column unless_arrived bytea;
