package io.chartside.scribe.web;

import org.teavm.jso.JSExport;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/** What the compiled module exports: {@code load(read)} answers an object with {@code draftText} and {@code draftUtterances}. */
public final class Browser {
    private Browser() {}

    /** Gives a rule file by its name, as {@link io.chartside.scribe.LexiconText} does. */
    @JSFunctor
    public interface RuleFiles extends JSObject {
        String read(String name);
    }

    /** The engine in the module's own terms; {@link VisitDraft} tells what comes back. */
    public static final class Engine {
        private final VisitDraft visits;

        private Engine(VisitDraft visits) {
            this.visits = visits;
        }

        @JSExport
        public String draftText(String transcript, String type, String date) {
            return visits.draft(transcript, type, date);
        }

        @JSExport
        public String draftUtterances(String[] ids, String[] speakers, String[] texts, String type, String date) {
            return visits.draft(ids, speakers, texts, type, date);
        }
    }

    @JSExport
    public static Engine load(RuleFiles files) {
        return new Engine(VisitDraft.create(files::read));
    }
}
