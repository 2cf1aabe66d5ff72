package io.chartside.server.rest;

/** A body as it came, inflated. */
record RawBody(byte[] bytes, String contentType) {
    static final RawBody NONE = new RawBody(new byte[0], "");

    RawBody {
        contentType = contentType == null ? "" : contentType;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The bytes are a health record. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
