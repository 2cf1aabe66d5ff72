comment on column hand_over.author is
    'Keyed hash of clinician and visit at the EHR: a new launch of that visit by the same person lets it go on.';
