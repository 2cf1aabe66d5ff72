package io.chartside.server.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a body to its end, inflated, and no further than the limit. */
final class GuardedBody {
    private final long limit;

    GuardedBody(long limit) {
        this.limit = limit;
    }

    /**
     * Looks at the headers alone, for a body that is read later.
     *
     * @throws GuardException 413 too large, 415 an encoding other than gzip
     */
    void checkHead(HttpServletRequest request) {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity") && !encoding.equalsIgnoreCase("gzip")) {
            throw new GuardException(415, "The only Content-Encoding is gzip");
        }
    }

    /** @throws GuardException 413 too large, 415 an encoding other than gzip, 400 broken gzip */
    byte[] read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > limit) {
            throw tooLarge();
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            int expected = Math.max(request.getContentLength(), 0);
            return upToLimit(request.getInputStream(), expected);
        }
        if (!encoding.toLowerCase(Locale.ROOT).equals("gzip")) {
            throw new GuardException(415, "The only Content-Encoding is gzip");
        }
        try (InputStream inflated = new GZIPInputStream(request.getInputStream(), 8192)) {
            return upToLimit(inflated, 0);
        } catch (ZipException | java.io.EOFException e) {
            throw new GuardException(400, "The body is not gzip as its Content-Encoding says");
        }
    }

    private byte[] upToLimit(InputStream in, int expected) throws IOException {
        if (expected > 0) {
            byte[] exact = in.readNBytes(expected);
            if (exact.length < expected) {
                throw new GuardException(400, "The body is shorter than its Content-Length says");
            }
            return exact;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int n;
        while ((n = in.read(buffer)) >= 0) {
            if (out.size() + n > limit) {
                throw tooLarge();
            }
            out.write(buffer, 0, n);
        }
        return out.toByteArray();
    }

    private GuardException tooLarge() {
        return new GuardException(413, "The body is larger than " + limit + " bytes");
    }
}
