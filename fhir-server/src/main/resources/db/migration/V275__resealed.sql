-- A data key that was replaced is destroyed once nothing is sealed by it: the keeper seals anew, by the key in use, what the
-- tenant's data key seals. Row of the index: demo, 285…104, 2 — the second version of what is of no patient.
create index resource_version_own on resource_version (tenant, rid, version) where patient_rid = 0;
grant select, update on person, staff_person, staff_grant, export_job, export_file to chartside_keeper;
