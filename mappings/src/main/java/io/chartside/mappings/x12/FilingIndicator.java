package io.chartside.mappings.x12;

import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/**
 * SBR09 from the type of a coverage: of the Source of Payment Typology (PHDSC, {@code https://nahdo.org/sopt}), by the
 * longest beginning, or the X12 code itself. What is not told is {@code ZZ}, which the guide has for that.
 */
final class FilingIndicator {
    private static final String SOPT = "https://nahdo.org/sopt";
    private static final String X12 = "https://codesystem.x12.org/005010/1032";
    private static final Map<String, String> BY_TYPE = Map.ofEntries(
            Map.entry("1", "MB"),
            Map.entry("2", "MC"),
            Map.entry("31", "CH"),
            Map.entry("32", "VA"),
            Map.entry("3", "OF"),
            Map.entry("511", "HM"),
            Map.entry("512", "12"),
            Map.entry("513", "13"),
            Map.entry("5", "CI"),
            Map.entry("6", "BL"),
            Map.entry("81", "09"),
            Map.entry("95", "WC"),
            Map.entry("96", "AM"));

    private FilingIndicator() {}

    static String of(CodeableConcept type) {
        for (Coding coding : type.getCoding()) {
            String code = coding.getCode() == null ? "" : coding.getCode();
            if (X12.equals(coding.getSystem()) && code.matches("[A-Z0-9]{2}")) {
                return code;
            }
            if (SOPT.equals(coding.getSystem())) {
                for (int end = code.length(); end > 0; end--) {
                    String found = BY_TYPE.get(code.substring(0, end));
                    if (found != null) {
                        return found;
                    }
                }
            }
        }
        return "ZZ";
    }
}
