package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Locale;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;

/**
 * What the clinician decided about a suggestion.
 *
 * @param reason in the clinician's words; may be empty
 */
public record Decision(State state, String reason) {
    /** Nothing decided yet. At signing this counts as not accepted: silence orders nothing. */
    public static final Decision PENDING = new Decision(State.PENDING, "");

    public Decision {
        Objects.requireNonNull(state);
        Objects.requireNonNull(reason);
    }

    /** States of a suggestion under review. */
    public enum State {
        PENDING,
        ACCEPTED,
        REJECTED
    }

    /** The decision that stands on a suggestion. */
    public static Decision of(DomainResource resource) {
        Extension extension = resource.getExtensionByUrl(ChartsideFhir.DECISION);
        if (extension == null) {
            return PENDING;
        }
        String state = extension.getExtensionByUrl("state").getValue().primitiveValue();
        Extension reason = extension.getExtensionByUrl("reason");
        return new Decision(
                State.valueOf(state.toUpperCase(Locale.ROOT)),
                reason == null ? "" : reason.getValue().primitiveValue());
    }

    void writeTo(DomainResource resource) {
        resource.getExtension().removeIf(extension -> ChartsideFhir.DECISION.equals(extension.getUrl()));
        if (state == State.PENDING) {
            return;
        }
        Extension extension = resource.addExtension();
        extension.setUrl(ChartsideFhir.DECISION);
        extension.addExtension("state", new CodeType(state.name().toLowerCase(Locale.ROOT)));
        if (!reason.isBlank()) {
            extension.addExtension("reason", new StringType(reason.strip()));
        }
    }

    @Override
    public String toString() {
        return "Decision " + state;
    }
}
