package io.chartside.server.rest;

import java.util.Base64;
import org.hl7.fhir.r4.model.Base64BinaryType;

/** Base64 as the client wrote it, decoded when somebody asks for the bytes. */
final class WrittenBase64 extends Base64BinaryType {
    private static final long serialVersionUID = 1L;
    private String written;

    /** @param written RFC 4648, section 4, checked */
    WrittenBase64(String written) {
        this.written = written;
    }

    @Override
    public String getValueAsString() {
        return written != null ? written : super.getValueAsString();
    }

    @Override
    public String asStringValue() {
        return written != null ? written : super.asStringValue();
    }

    @Override
    public byte[] getValue() {
        return written != null ? Base64.getDecoder().decode(written) : super.getValue();
    }

    @Override
    public boolean hasValue() {
        return written != null || super.hasValue();
    }

    @Override
    public boolean isEmpty() {
        return written == null && super.isEmpty();
    }

    @Override
    public Base64BinaryType setValue(byte[] value) {
        written = null;
        return super.setValue(value);
    }

    @Override
    public void setValueAsString(String value) {
        written = null;
        super.setValueAsString(value);
    }

    @Override
    public Base64BinaryType copy() {
        return written != null ? new WrittenBase64(written) : super.copy();
    }

    @Override
    protected Base64BinaryType typedCopy() {
        return copy();
    }
}
