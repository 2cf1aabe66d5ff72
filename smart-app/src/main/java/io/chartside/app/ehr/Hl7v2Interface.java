package io.chartside.app.ehr;

import io.chartside.mappings.hl7v2.DocumentEvent;
import io.chartside.mappings.hl7v2.Receiver;
import io.chartside.outbound.AllowedOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how an EHR takes HL7 version 2 messages over MLLP; docs/ehr.md explains every key.
 *
 * @param address {@code mllps://host:port}, or {@code mllp://host:port} of an internal one
 * @param internal whether its addresses may be loopback or private
 * @param tls whom to trust, and who we are
 * @param timeout of one exchange, from the connection to the answer
 * @param note whether signed notes go this way
 * @param noteType media type they go as: {@code text/plain} or {@code application/pdf}
 * @param charges whether charges go this way
 * @param addendum event that an addendum goes as: ADDENDUM, or EDIT or REPLACEMENT of the whole note
 * @param retraction event that a note entered in error is taken back by: CANCELLATION or STATUS_CHANGE; empty: by none
 * @param deduplicates whether the receiver files a message of a control id that it has seen only once, so that one whose
 *     answer was lost may be sent again
 * @param receiver what stands in the messages
 */
public record Hl7v2Interface(
        URI address,
        boolean internal,
        Tls tls,
        Duration timeout,
        boolean note,
        String noteType,
        boolean charges,
        DocumentEvent addendum,
        Optional<DocumentEvent> retraction,
        boolean deduplicates,
        Receiver receiver) {

    /** Longer than this, and a claim on the write would run out first. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Set<DocumentEvent> ADDENDA =
            Set.of(DocumentEvent.ADDENDUM, DocumentEvent.EDIT, DocumentEvent.REPLACEMENT);

    private static final Set<DocumentEvent> RETRACTIONS =
            Set.of(DocumentEvent.CANCELLATION, DocumentEvent.STATUS_CHANGE);

    /**
     * PEM files, read at each connection: replaced on the disk, they count at once.
     *
     * @param trusted certificates of the receiver or of who issued its own; empty: those of the Java installation
     * @param certificate of our own, with those that lead to its issuer, for mutual TLS
     * @param privateKey that belongs to it, PKCS #8
     * @param certificateName the name that the receiver's certificate carries where it is not the address's
     */
    public record Tls(
            Optional<Path> trusted,
            Optional<Path> certificate,
            Optional<Path> privateKey,
            Optional<String> certificateName) {
        public Tls {
            if (certificate.isPresent() != privateKey.isPresent()) {
                throw new IllegalArgumentException("hl7v2.tls.certificate and .private-key go together");
            }
        }
    }

    public Hl7v2Interface {
        if (!"mllps".equals(address.getScheme()) && !"mllp".equals(address.getScheme())) {
            throw new IllegalArgumentException("hl7v2.address must be mllps://host:port or mllp://host:port");
        }
        Objects.requireNonNull(tls);
        Objects.requireNonNull(receiver);
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("hl7v2.timeout-seconds must be 1 to " + LONGEST.toSeconds());
        }
        if (!ADDENDA.contains(addendum)) {
            throw new IllegalArgumentException("hl7v2.addendum must be addendum, edit or replacement");
        }
        if (!RETRACTIONS.containsAll(retraction.stream().toList())) {
            throw new IllegalArgumentException("hl7v2.retraction must be cancellation, status-change or none");
        }
    }

    /** For the allow-list. */
    AllowedOrigin origin() {
        return internal ? AllowedOrigin.internal(address) : AllowedOrigin.of(address);
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
