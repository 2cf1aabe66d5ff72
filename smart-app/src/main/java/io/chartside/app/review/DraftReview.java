package io.chartside.app.review;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.RecordClient;
import io.chartside.mappings.draft.Decision;
import io.chartside.mappings.draft.DraftEdit;
import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.DraftView;
import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The clinician's changes of a draft, each one update with the version it was made on (RFC 9110, If-Match). When another
 * window was faster but left this place alone, the change is made on top of that; otherwise it is an {@link EditConflict}
 * and the clinician chooses.
 */
@Component
public class DraftReview {
    /** Two windows seldom write within the same milliseconds; more attempts would mean something else is wrong. */
    private static final int ATTEMPTS = 4;

    private final DraftFinder drafts;

    @Autowired
    public DraftReview(Drafts drafts) {
        this((DraftFinder) drafts);
    }

    DraftReview(DraftFinder drafts) {
        this.drafts = drafts;
    }

    /**
     * Rewrites a statement.
     *
     * @param place the draft as the clinician sees it
     * @param before text that the clinician saw
     * @param text empty removes the statement
     */
    public Edited rewrite(RecordClient record, Place place, String statement, String before, String text) {
        return change(record, place, statement, composition -> {
            String now = text(composition, statement);
            if (!now.equals(before) && !now.equals(text)) {
                throw conflict(composition, now);
            }
            return text.isBlank()
                    ? DraftEdit.remove(composition, statement)
                    : DraftEdit.statement(composition, statement, text);
        });
    }

    /**
     * Adds a statement of the clinician's behind another one, or first in its section when {@code after} is empty. One that stands
     * there already was sent before, and its answer lost.
     */
    public Edited add(RecordClient record, Place place, int section, String after, String text) {
        String[] added = {""};
        Edited edited = change(record, place, "", composition -> {
            List<String> before = ids(composition);
            if (section < 0 || section >= composition.getSection().size()) {
                throw conflict(composition, "");
            }
            boolean gone = !after.isEmpty() && !before.contains(after);
            Optional<StatementView> sent = following(composition, section, gone ? "" : after)
                    .filter(next -> next.text().equals(text.strip().replaceAll("\\s+", " ")));
            if (sent.isPresent()) {
                added[0] = sent.get().id();
                return composition;
            }
            Composition changed = DraftEdit.insert(composition, section, gone ? "" : after, text);
            added[0] = ids(changed).stream()
                    .filter(id -> !before.contains(id))
                    .findFirst()
                    .orElse("");
            return changed;
        });
        return new Edited(edited.draft(), added[0], edited.elsewhere());
    }

    /**
     * Accepts, rejects or leaves open a suggested code, order or charge.
     *
     * @param before state that the clinician saw
     * @throws EditConflict also when this draft has no such suggestion: never one of another visit
     */
    public Edited decide(RecordClient record, Place place, String reference, Decision.State before, Decision decision) {
        for (int attempt = 1; ; attempt++) {
            StoredDraft draft = current(record, place);
            DomainResource suggestion =
                    draft.suggestion(reference).orElseThrow(() -> conflict(draft.composition(), ""));
            Decision.State now = state(draft.view(), reference);
            if (now != before && now != decision.state()) {
                throw new EditConflict(EditConflict.Kind.CHANGED, now.name().toLowerCase(Locale.ROOT), draft.version());
            }
            try {
                Resource stored = store(record, DraftEdit.decide(suggestion, decision));
                return new Edited(draft.with(stored), "", now != before);
            } catch (FhirRefused refused) {
                retryOrThrow(refused, attempt);
            }
        }
    }

    private Edited change(RecordClient record, Place place, String statement, Function<Composition, Composition> edit) {
        for (int attempt = 1; ; attempt++) {
            StoredDraft draft = current(record, place);
            Composition changed = edit.apply(draft.composition());
            try {
                Resource stored = store(record, changed);
                return new Edited(
                        draft.with(stored), statement, !draft.version().equals(place.version()));
            } catch (FhirRefused refused) {
                retryOrThrow(refused, attempt);
            }
        }
    }

    /** The draft as it stands, if it is still the one that the clinician sees and still open. */
    StoredDraft current(RecordClient record, Place place) {
        StoredDraft draft = drafts.newest(record, place.encounter())
                .orElseThrow(() -> new EditConflict(EditConflict.Kind.REPLACED, "", ""));
        if (!draft.id().equals(place.composition())) {
            throw new EditConflict(EditConflict.Kind.REPLACED, "", draft.version());
        }
        if (draft.signed()) {
            throw new EditConflict(EditConflict.Kind.SIGNED, DraftPanes.signedBy(draft.composition()), draft.version());
        }
        return draft;
    }

    private static <R extends DomainResource> Resource store(RecordClient record, R changed) {
        var written = record.update(changed, changed.getMeta().getVersionId());
        Optional<R> stored = written.resource();
        if (stored.isPresent()) {
            return stored.get();
        }
        changed.getMeta().setVersionId(written.version().orElse(null));
        return changed;
    }

    private static void retryOrThrow(FhirRefused refused, int attempt) {
        boolean overtaken = refused.status() == 412 || refused.status() == 409;
        if (!overtaken || attempt == ATTEMPTS) {
            throw refused;
        }
    }

    private static Decision.State state(DraftView view, String reference) {
        return Stream.of(
                        view.codes().stream()
                                .filter(code -> code.reference().equals(reference))
                                .map(DraftView.CodeView::decision),
                        view.orders().stream()
                                .filter(order -> order.reference().equals(reference))
                                .map(DraftView.OrderView::decision),
                        view.charge().stream()
                                .filter(charge -> charge.reference().equals(reference))
                                .map(DraftView.ChargeView::decision))
                .flatMap(Function.identity())
                .findFirst()
                .orElse(Decision.PENDING)
                .state();
    }

    private static Stream<StatementView> statements(Composition composition) {
        return DraftReader.sections(composition).stream()
                .map(SectionView::paragraphs)
                .flatMap(List::stream)
                .flatMap(paragraph -> paragraph.statements().stream());
    }

    private static Optional<StatementView> following(Composition composition, int section, String after) {
        return DraftReader.sections(composition).get(section).paragraphs().stream()
                .map(ParagraphView::statements)
                .map(all -> {
                    int at = after.isEmpty()
                            ? 0
                            : 1 + all.stream().map(StatementView::id).toList().indexOf(after);
                    boolean found = after.isEmpty() || at > 0;
                    return found && at < all.size() ? Optional.of(all.get(at)) : Optional.<StatementView>empty();
                })
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static List<String> ids(Composition composition) {
        return statements(composition).map(StatementView::id).toList();
    }

    private static String text(Composition composition, String statement) {
        return statements(composition)
                .filter(found -> found.id().equals(statement))
                .map(StatementView::text)
                .findFirst()
                .orElseThrow(() -> conflict(composition, ""));
    }

    private static EditConflict conflict(Composition composition, String theirs) {
        return new EditConflict(
                EditConflict.Kind.CHANGED, theirs, composition.getMeta().getVersionId());
    }

    /**
     * What the clinician sees.
     *
     * @param encounter logical id in the record
     * @param composition logical id of the note shown
     * @param version of that Composition as shown
     */
    public record Place(String encounter, String composition, String version) {}
}
