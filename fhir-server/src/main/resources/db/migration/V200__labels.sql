-- What security labels and consents keep from whom. Of a row the bits of io.chartside.server.index.Sensitivity: 1 restricted,
-- 2 very restricted, 4 of 42 CFR Part 2, 8 psychotherapy note, 16 a Consent in force that decides something.
-- Key row: demo, 731…520, …, 8: a psychotherapy note. The head's code covers the bits; without any it is what it was before.
alter table resource add column label smallint not null default 0;
alter table resource_version add column label smallint not null default 0;

-- Consents in force; and whether a tenant has a label at all, so that without any no search asks for it.
create index resource_consents on resource (tenant, rid) where label >= 16 and state = 1;
create index resource_version_labels on resource_version (tenant, label) where label > 0;
