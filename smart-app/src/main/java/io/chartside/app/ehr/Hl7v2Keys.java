package io.chartside.app.ehr;

import io.chartside.app.ehr.Hl7v2Interface.Tls;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.DocumentEvent;
import io.chartside.mappings.hl7v2.MessageCharset;
import io.chartside.mappings.hl7v2.Receiver;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.mappings.hl7v2.Receiver.Documents;
import io.chartside.mappings.hl7v2.Receiver.Header;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import io.chartside.outbound.OutboundRefused;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys {@code hl7v2.*} of a profile. */
final class Hl7v2Keys {
    /** LOINC codes of the notes that Chartside writes, by the suggestions of HL7 table 0270. */
    private static final Map<String, String> DOCUMENT_TYPES =
            Map.of("11506-3", "PR", "34117-2", "HP", "11488-4", "CN", "11504-8", "OP", "18842-5", "DS");

    private final Keys keys;

    private Hl7v2Keys(Keys keys) {
        this.keys = keys;
    }

    /** @return empty without an address */
    static Optional<Hl7v2Interface> read(Keys keys, boolean internal) {
        Hl7v2Keys reader = new Hl7v2Keys(keys);
        // Read in a template too, so that a slip in it is found when it is written.
        Optional<URI> address = keys.address("address");
        Hl7v2Interface found = reader.read(address.orElse(URI.create("mllps://template.invalid:1")), internal);
        keys.nothingElse();
        try {
            found.origin();
        } catch (OutboundRefused noOrigin) {
            throw new IllegalArgumentException("hl7v2.address: " + noOrigin.getMessage());
        }
        return address.map(known -> found);
    }

    private Hl7v2Interface read(URI address, boolean internal) {
        return new Hl7v2Interface(
                address,
                keys.flag("internal", internal),
                tls(keys.below("tls")),
                Duration.ofSeconds(keys.number("timeout-seconds", 30)),
                keys.flag("note", true),
                noteType(),
                keys.flag("charges", false),
                keys.choice("addendum", DocumentEvent.ADDENDUM),
                retraction(),
                keys.flag("deduplicates", false),
                new Receiver(header(), documents(), identities(), zone()));
    }

    private Optional<DocumentEvent> retraction() {
        return keys.text("retraction", "cancellation").equals("none")
                ? Optional.empty()
                : Optional.of(keys.choice("retraction", DocumentEvent.CANCELLATION));
    }

    private static Tls tls(Keys keys) {
        Tls tls = new Tls(
                keys.optional("trusted").map(Path::of),
                keys.optional("certificate").map(Path::of),
                keys.optional("private-key").map(Path::of),
                keys.optional("certificate-name"));
        keys.nothingElse();
        return tls;
    }

    private String noteType() {
        return switch (keys.text("note-as", "text")) {
            case "text" -> "text/plain;charset=utf-8";
            case "pdf" -> "application/pdf";
            default -> throw new IllegalArgumentException("hl7v2.note-as must be text or pdf");
        };
    }

    private Header header() {
        return new Header(
                keys.text("sending-application", "CHARTSIDE"),
                keys.text("sending-facility", ""),
                keys.text("receiving-application", ""),
                keys.text("receiving-facility", ""),
                keys.text("processing-id", "P"),
                keys.choice("charset", MessageCharset.UTF_8),
                keys.choice("answers", Answers.APPLICATION));
    }

    private Documents documents() {
        Map<String, String> types = new TreeMap<>(DOCUMENT_TYPES);
        types.putAll(keys.map("document-types"));
        return new Documents(types, keys.optional("other-document-type"), keys.choice("text-form", TextForm.TX_LINES));
    }

    private Identities identities() {
        return new Identities(
                keys.optional("patient-identifier"),
                keys.optional("visit-identifier"),
                keys.flag("visit-required", true),
                keys.text("provider-identifier", ChartsideFhir.NPI),
                keys.map("authorities"));
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(keys.text("time-zone", "UTC"));
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "hl7v2.time-zone must be the name of a time zone, such as America/Chicago");
        }
    }
}
