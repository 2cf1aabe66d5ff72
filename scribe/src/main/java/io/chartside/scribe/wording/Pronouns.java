package io.chartside.scribe.wording;

import java.util.Objects;

/** How the note speaks of the patient once the name is said: {@code she, her, her, herself}, or without a gender. */
public record Pronouns(String subject, String object, String possessive, String reflexive) {
    public static final Pronouns SHE = new Pronouns("she", "her", "her", "herself");
    public static final Pronouns HE = new Pronouns("he", "him", "his", "himself");
    /** Used when nothing said tells the gender; never guessed from a name. */
    public static final Pronouns NEUTRAL = new Pronouns("the patient", "the patient", "their", "themself");

    public Pronouns {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(object);
        Objects.requireNonNull(possessive);
        Objects.requireNonNull(reflexive);
    }

    /** Whether the note says "the patient", and "they" once the patient is named in a sentence. */
    boolean neutral() {
        return subject.equals(NEUTRAL.subject);
    }
}
