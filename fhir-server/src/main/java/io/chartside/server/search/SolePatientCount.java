package io.chartside.server.search;

import io.chartside.server.index.SearchWords;
import io.chartside.server.store.PatientCount;
import io.chartside.server.store.Sight;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.util.Optional;

/**
 * Tells the searches that ask only how many resources of a type one patient has ({@code Observation?patient=1&_summary=count}),
 * by callers who see the whole type: every row of the patient's index range is then a match, whatever its body says.
 */
final class SolePatientCount {
    private final SearchWords words;
    private final KnownNumbers numbers;

    SolePatientCount(SearchWords words, KnownNumbers numbers) {
        this.words = words;
        this.numbers = numbers;
    }

    /** Empty for any other search, and while the patient's number is not known. */
    Optional<PatientCount> of(TenantId tenant, Sight.Extent extent, SearchQuery query) {
        if (!(extent instanceof Sight.Extent.All all)
                || !query.countOnly()
                || !query.sort().isEmpty()
                || query.criteria().size() != 1
                || !(query.criteria().get(0) instanceof Criterion.Values values)
                || values.not()
                || values.anyOf().size() != 1
                || !words.isOwner(query.type(), values.parameter().name())
                || !(values.anyOf().get(0) instanceof SearchValue.Link link)
                || !(link.type().equals("Patient") || link.type().isEmpty())) {
            return Optional.empty();
        }
        return numbers.known(tenant, new UnitOfWork.Key("Patient", link.id()))
                .map(rid -> new PatientCount(query.type(), rid, all.drafts()));
    }
}
