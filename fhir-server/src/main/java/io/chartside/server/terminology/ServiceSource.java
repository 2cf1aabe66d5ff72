package io.chartside.server.terminology;

import io.chartside.terminology.services.ServiceCode;
import io.chartside.terminology.services.ServiceRelease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.StringType;

/**
 * HCPCS or CPT: a flat list, as an operator loaded it, or of HCPCS the few codes that drafts suggest, in words of our own,
 * until one is loaded.
 */
final class ServiceSource implements CodeSource {
    private final String system;
    private final String title;
    private final String version;
    private final boolean complete;
    private final Collection<ServiceCode> codes;

    private ServiceSource(
            String system, String title, String version, boolean complete, Collection<ServiceCode> codes) {
        this.system = system;
        this.title = title;
        this.version = version;
        this.complete = complete;
        this.codes = codes;
    }

    static ServiceSource loaded(String system, String title, ServiceRelease release) {
        return new ServiceSource(system, title, release.version(), true, release.all());
    }

    static ServiceSource ofDrafts(String system, List<ServiceCode> codes) {
        return new ServiceSource(system, "HCPCS level II (codes that drafts suggest)", "", false, codes);
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public Optional<Code> find(String code) {
        return codes.stream().filter(one -> one.code().equals(code)).findFirst().map(ServiceSource::code);
    }

    private static Code code(ServiceCode code) {
        List<Code.Property> properties = new ArrayList<>();
        code.from().ifPresent(day -> properties.add(new Code.Property("effective", new DateType(day.toString()))));
        code.to().ifPresent(day -> properties.add(new Code.Property("termination", new DateType(day.toString()))));
        properties.add(new Code.Property("kind", new StringType(code.modifier() ? "modifier" : "service")));
        properties.add(new Code.Property("billable", new BooleanType(!code.modifier())));
        String definition = code.definition().equals(code.display()) ? "" : code.definition();
        return new Code(code.code(), code.display(), definition, true, true, List.of(), properties);
    }

    @Override
    public List<String> parents(String code) {
        return List.of();
    }

    @Override
    public List<String> children(String code) {
        return List.of();
    }

    @Override
    public int count(Words words) {
        return (int) codes.stream().filter(one -> fits(one, words)).count();
    }

    @Override
    public List<Code> page(Words words, int offset, int limit) {
        return codes.stream()
                .filter(one -> fits(one, words))
                .skip(offset)
                .limit(limit)
                .map(ServiceSource::code)
                .toList();
    }

    /** The long words count too: the short ones of the official file are cut to 28 characters. */
    private static boolean fits(ServiceCode code, Words words) {
        return words.fit(code.code(), code.display() + " " + code.definition());
    }
}
