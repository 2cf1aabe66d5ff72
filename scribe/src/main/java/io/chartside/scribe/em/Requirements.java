package io.chartside.scribe.em;

import io.chartside.scribe.draft.EvaluationAndManagement.Level;

/** What each level of each column asks for, in our own words. */
final class Requirements {
    private Requirements() {}

    static String problems(Level level) {
        return switch (level) {
            case STRAIGHTFORWARD -> "one self-limited problem";
            case LOW ->
                "two self-limited problems, one stable chronic illness, or one acute uncomplicated illness or injury";
            case MODERATE ->
                "a chronic illness not at goal, two stable chronic illnesses, a new problem of uncertain "
                        + "prognosis, an acute illness with systemic symptoms, or a complicated injury";
            case HIGH -> "a severe exacerbation, or a threat to life or bodily function";
        };
    }

    static String data(Level level) {
        return switch (level) {
            case STRAIGHTFORWARD -> "none";
            case LOW -> "two tests or outside notes, or a history from somebody else";
            case MODERATE ->
                "three tests, outside notes or independent historian; or an own interpretation of a test; or "
                        + "a discussion with another professional";
            case HIGH ->
                "two of: three tests or notes; own interpretation of a test; discussion with another professional";
        };
    }

    static String risk(Level level) {
        return switch (level) {
            case STRAIGHTFORWARD -> "minimal risk";
            case LOW -> "low risk, such as over-the-counter treatment or physical therapy";
            case MODERATE ->
                "prescription drug management, minor surgery with risk factors, major surgery without, or "
                        + "care limited by social circumstances";
            case HIGH ->
                "drug therapy that needs monitoring for toxicity, major surgery with risk factors, emergency "
                        + "surgery, or hospital-level care";
        };
    }
}
