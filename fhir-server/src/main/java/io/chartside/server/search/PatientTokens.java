package io.chartside.server.search;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.SearchParameter;
import io.chartside.server.index.SearchParameters;
import io.chartside.server.index.SearchWords;
import io.chartside.server.store.SearchTokens;
import io.chartside.server.store.TenantSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What criteria ask of the tokens that are keyed with a patient's key. */
final class PatientTokens {
    private final SearchParameters parameters;
    private final SearchWords words;
    private final KeyRing keys;

    PatientTokens(SearchParameters parameters, SearchWords words, KeyRing keys) {
        this.parameters = parameters;
        this.words = words;
        this.keys = keys;
    }

    /** The tokens of the tenant's own parameters are those of any other: {@code name=value}. */
    private static List<Criterion> withOwn(List<Criterion> criteria) {
        return criteria.stream()
                .map(c -> c instanceof Criterion.OwnValues own
                        ? new Criterion.Values(own.parameter(), own.anyOf(), own.not())
                        : c)
                .toList();
    }

    /** Of each criterion that has words, those of which a match has one, as they are hashed with the patient's key. */
    List<List<String>> words(String type, List<Criterion> criteria) {
        List<List<String>> all = new ArrayList<>();
        for (Criterion criterion : withOwn(criteria)) {
            if (criterion instanceof Criterion.Values values && hasPatientWords(type, values)) {
                List<String> found = QueryWords.patient(values).stream()
                        .map(word -> SearchWords.patientWord(values.parameter().name(), word))
                        .toList();
                if (!found.isEmpty()) {
                    all.add(found);
                }
            }
        }
        return all;
    }

    void filter(TenantSession session, List<List<String>> patientWords, Anchor.Patients patients, SqlFilter filter) {
        if (patientWords.isEmpty()) {
            return;
        }
        List<Long> rids = new ArrayList<>();
        for (long rid : patients.rids()) {
            rids.add(rid);
        }
        Collection<DataKey> patientKeys =
                keys.forReading(session.tenant(), rids).values();
        for (List<String> anyOf : patientWords) {
            filter.add(SearchTokens.ANY_OF_PATIENT_TOKENS, (Object)
                    SearchTokens.anyOf(SearchTokens.patient(patientKeys, anyOf)));
        }
    }

    private boolean hasPatientWords(String type, Criterion.Values values) {
        SearchParameter parameter = values.parameter();
        boolean own = parameters.find(type, parameter.name()).isEmpty();
        return !values.not()
                && (own ? OwnParameters.hasPatientWords(parameter) : words.hasPatientWords(type, parameter.name()));
    }

    /** Of each {@code _text} or {@code _content} the sets of words of which a match has one whole. */
    List<List<List<String>>> textWords(String type, List<Criterion> criteria) {
        List<List<List<String>>> all = new ArrayList<>();
        for (Criterion criterion : criteria) {
            if (criterion instanceof Criterion.Words asked && words.hasTextWords(type)) {
                all.add(asked.anyOf().stream()
                        .map(set -> set.stream().map(SearchWords::textWord).toList())
                        .toList());
            }
        }
        return all;
    }

    /** Each patient's words have tokens of their own: a filter is worth its bytes for one patient. */
    void filterText(
            TenantSession session, List<List<List<String>>> textWords, Anchor.Patients patients, SqlFilter filter) {
        if (textWords.isEmpty() || patients.rids().length > 1) {
            return;
        }
        DataKey key =
                keys.forReading(session.tenant(), List.of(patients.rids()[0])).get(patients.rids()[0]);
        if (key == null) {
            return;
        }
        for (List<List<String>> anyOf : textWords) {
            String condition = String.join(
                    " or ",
                    anyOf.stream().map(set -> SearchTokens.ALL_OF_TEXT_TOKENS).toList());
            filter.add(
                    "(" + condition + ")",
                    anyOf.stream()
                            .map(set -> SearchTokens.allOf(SearchTokens.text(key, set)))
                            .toArray());
        }
    }
}
