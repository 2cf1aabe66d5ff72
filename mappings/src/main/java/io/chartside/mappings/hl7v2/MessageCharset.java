package io.chartside.mappings.hl7v2;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Character sets of a message (MSH-18, HL7 table 0211) that are read byte by byte without shifting. */
public enum MessageCharset {
    UTF_8("UNICODE UTF-8", StandardCharsets.UTF_8),
    LATIN_1("8859/1", StandardCharsets.ISO_8859_1),
    ASCII("ASCII", StandardCharsets.US_ASCII);

    private final String hl7Name;
    private final Charset charset;

    MessageCharset(String hl7Name, Charset charset) {
        this.hl7Name = hl7Name;
        this.charset = charset;
    }

    /** As MSH-18 spells it. */
    public String hl7Name() {
        return hl7Name;
    }

    public Charset charset() {
        return charset;
    }
}
