package io.chartside.server.validation;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.utilities.i18n.I18nConstants;

/**
 * An element of another version of FHIR in the shape of an extension (R5, 2.1.27, "Extensions for converting between versions").
 * Their definitions come with a package of their own. Where a guide uses one that no package brings, it is an
 * extension of that name with any content, and each use is reported as not validated, so that the guide's profile does not fall with it.
 */
final class CrossVersionExtension {
    private static final Pattern URL =
            Pattern.compile("http://hl7\\.org/fhir/[0-9]\\.[0-9]/StructureDefinition/extension-[A-Za-z0-9.\\[\\]-]+");
    private static final String ANY = "http://hl7.org/fhir/StructureDefinition/Extension";

    private CrossVersionExtension() {}

    /** Whether the validator says of it that it has no part of that name: nobody here knows its parts. */
    static boolean isPartOfOne(SingleValidationMessage message) {
        return I18nConstants.EXTENSION_EXT_SUBEXTENSION_INVALID.equals(message.getMessageId())
                && URL.matcher(message.getMessage()).find();
    }

    /** Empty when it is no such extension's address. */
    static Optional<StructureDefinition> of(String canonical, IValidationSupport definitions) {
        if (canonical == null || !URL.matcher(canonical).matches()) {
            return Optional.empty();
        }
        StructureDefinition extension = ((StructureDefinition) definitions.fetchStructureDefinition(ANY)).copy();
        extension.setId("");
        extension.setUrl(canonical);
        extension.setName("CrossVersionExtension");
        extension.setBaseDefinition(ANY);
        extension.setDerivation(StructureDefinition.TypeDerivationRule.CONSTRAINT);
        extension.setStatus(Enumerations.PublicationStatus.ACTIVE);
        extension.setDifferential(null);
        extension
                .addContext()
                .setType(StructureDefinition.ExtensionContextType.ELEMENT)
                .setExpression("Element");
        for (ElementDefinition element : extension.getSnapshot().getElement()) {
            if (element.getPath().equals("Extension")) {
                element.addConstraint()
                        .setKey("chartside-not-validated")
                        .setSeverity(ElementDefinition.ConstraintSeverity.WARNING)
                        .setHuman(
                                "Its content is not validated: no loaded package defines this element of another FHIR version")
                        .setExpression("false")
                        .setSource(canonical);
            } else if (element.getPath().equals("Extension.url")) {
                element.setFixed(new UriType(canonical));
            }
        }
        return Optional.of(extension);
    }
}
