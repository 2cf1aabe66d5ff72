package io.chartside.server.terminology;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.List;
import java.util.Optional;

/** A code system whose codes follow from a grammar or a public register: UCUM, languages, media types, currencies. */
final class GrammarCodes implements CodeSource {
    private final IValidationSupport support;
    private final String system;

    GrammarCodes(IValidationSupport support, String system) {
        this.support = support;
        this.system = system;
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public String title() {
        return system;
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public Optional<Code> find(String code) {
        IValidationSupport.LookupCodeResult found =
                support.lookupCode(new ValidationSupportContext(support), new LookupCodeRequest(system, code));
        return found == null || !found.isFound()
                ? Optional.empty()
                : Optional.of(Code.plain(code, found.getCodeDisplay() == null ? "" : found.getCodeDisplay()));
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
        throw unlistable();
    }

    @Override
    public List<Code> page(Words words, int offset, int limit) {
        throw unlistable();
    }

    private static TerminologyRefused unlistable() {
        return TerminologyRefused.notSupported("The codes of this system follow from a grammar and cannot be listed");
    }
}
