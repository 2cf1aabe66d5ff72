-- Since when a patient's key has had no resource in the record. Key row: demo, 285…096, (wrapped), 2026-11-15 ….
alter table patient_key add column orphan_since timestamptz;
