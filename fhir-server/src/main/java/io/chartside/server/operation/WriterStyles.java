package io.chartside.server.operation;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.mappings.style.StyleResource;
import io.chartside.mappings.style.StyleResource.Known;
import io.chartside.scribe.template.LearnedStyle;
import io.chartside.scribe.template.StyleEdits;
import io.chartside.scribe.template.WriterStyle;
import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Interaction;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.interaction.Transactions;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.springframework.stereotype.Component;

/**
 * The style of the practitioner who drafts: what two of their signed notes changed in the same way is written so from then on.
 * It is looked for at the next draft, in the notes signed since the last; what is known stands in one Basic, which the
 * practitioner reads and deletes like any resource. After a deletion only later notes count.
 */
@Component
final class WriterStyles {
    private static final String PRACTITIONER = "Practitioner/";
    private static final int NOTES_AT_ONCE = 20;

    private final StyleEdits edits = EmbeddedScribe.styleEdits();
    private final ResourceStore store;
    private final RecordReader records;
    private final Transactions transactions;
    private final AccessPolicy policy;

    WriterStyles(ResourceStore store, RecordReader records, Transactions transactions, AccessPolicy policy) {
        this.store = store;
        this.records = records;
        this.transactions = transactions;
        this.policy = policy;
    }

    /** @param drafting the caller, with the right to see drafts; nobody's style when that is no practitioner */
    WriterStyle of(RequestContext drafting) {
        Optional<String> practitioner = drafting.caller().fhirUser().filter(user -> user.startsWith(PRACTITIONER));
        return practitioner.map(who -> learned(drafting, who).style()).orElse(WriterStyle.NONE);
    }

    private LearnedStyle learned(RequestContext drafting, String practitioner) {
        TenantId tenant = drafting.tenant();
        Sight sight = policy.sight(drafting.caller(), Interaction.READ);
        Known known = known(tenant, sight, practitioner);
        if (!known.learning()) {
            return known.style();
        }
        List<Signed> notes = signedSince(tenant, sight, practitioner, known.through());
        if (notes.isEmpty()) {
            return known.style();
        }
        LearnedStyle style = known.style();
        for (Signed note : notes) {
            style = style.after(
                    edits.of(StyleResource.sections(note.drafted()), StyleResource.sections(note.signed())));
        }
        Instant through = notes.get(notes.size() - 1).at();
        return keep(drafting, practitioner, new Known(style, Optional.of(through), true)) ? style : known.style();
    }

    private Known known(TenantId tenant, Sight sight, String practitioner) {
        Optional<StoredResource> stored = store.read(tenant, sight, "Basic", StyleResource.id(practitioner));
        if (stored.isEmpty()) {
            return Known.NOTHING;
        }
        if (stored.get().deleted()) {
            return new Known(LearnedStyle.NONE, Optional.of(stored.get().lastUpdated()), true);
        }
        Basic basic = (Basic) records.parse(stored.get());
        return basic.getAuthor().hasReference()
                        && practitioner.equals(basic.getAuthor().getReference())
                ? StyleResource.read(basic, edits)
                : Known.NOTHING;
    }

    private record Signed(Composition drafted, Composition signed, Instant at) {}

    /** Oldest first: the notes that the practitioner signed, as they were drafted and as they are. */
    private List<Signed> signedSince(TenantId tenant, Sight sight, String practitioner, Optional<Instant> since) {
        Map<String, String> query = new HashMap<>(
                Map.of("attester", practitioner, "_sort", "-_lastUpdated", "_count", Integer.toString(NOTES_AT_ONCE)));
        since.ifPresent(moment -> query.put("_lastUpdated", "gt" + moment.truncatedTo(ChronoUnit.MILLIS)));
        List<Signed> notes = new ArrayList<>();
        for (Composition signed : records.find(tenant, sight, Composition.class, query)) {
            Instant at = signed.getMeta().getLastUpdated().toInstant();
            if (AiLabel.isOn(signed)
                    && isSigned(signed)
                    && since.map(at::isAfter).orElse(true)) {
                store.readVersion(
                                tenant,
                                sight,
                                "Composition",
                                signed.getIdElement().getIdPart(),
                                1)
                        .filter(first -> !first.deleted())
                        .map(first -> (Composition) records.parse(first))
                        .ifPresent(drafted -> notes.add(new Signed(drafted, signed, at)));
            }
        }
        notes.sort(Comparator.comparing(Signed::at));
        return notes;
    }

    private static boolean isSigned(Composition note) {
        return note.getStatus() == Composition.CompositionStatus.FINAL
                || note.getStatus() == Composition.CompositionStatus.AMENDED;
    }

    /** @return false where the caller may not write it: then nothing is learned and nothing is used */
    private boolean keep(RequestContext drafting, String practitioner, Known known) {
        Basic basic = StyleResource.write(practitioner, known);
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        String reference = "Basic/" + StyleResource.id(practitioner);
        bundle.addEntry()
                .setFullUrl(drafting.origin().base() + "/" + reference)
                .setResource(basic)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.PUT)
                .setUrl(reference);
        try {
            transactions.execute(drafting, bundle);
            return true;
        } catch (FhirRefusal e) {
            if (e.status() == 403) {
                return false;
            }
            throw e;
        }
    }
}
