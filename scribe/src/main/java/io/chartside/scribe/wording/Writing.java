package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import java.util.List;
import java.util.Set;

/** The wording tools made once and used by every section. */
public final class Writing {
    private final Person person;
    private final Verbs verbs;
    private final Phrases written;
    private final Prose prose;
    private final WellFormed wellFormed;

    public Writing(LexiconText text) {
        verbs = new Verbs(text);
        person = new Person(verbs);
        written = new Phrases(text, "wording/written.tsv");
        prose = new Prose(text, Set.of());
        wellFormed = new WellFormed(text, verbs);
    }

    private Writing(Person person, Verbs verbs, Phrases written, Prose prose, WellFormed wellFormed) {
        this.person = person;
        this.verbs = verbs;
        this.written = written;
        this.prose = prose;
        this.wellFormed = wellFormed;
    }

    public Writing withNames(Set<String> names) {
        return new Writing(person, verbs, written, prose.withNames(names), wellFormed);
    }

    public Verbs verbs() {
        return verbs;
    }

    public Prose prose() {
        return prose;
    }

    /** First person of the patient, or second person of the clinician, into the third. */
    public String third(String text, boolean byPatient, Pronouns pronouns) {
        return String.join(" ", person.third(List.of(text.split(" ")), byPatient, pronouns));
    }

    public WellFormed wellFormed() {
        return wellFormed;
    }

    /** Spoken phrases into written ones. */
    public String written(String text) {
        return written.apply(text);
    }

    public String sentence(String text) {
        return prose.sentence(text);
    }
}
