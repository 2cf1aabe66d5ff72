package io.chartside.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.BinaryContent;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.ContentRefused;
import io.chartside.server.store.Contents;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The body of a raw Binary, read as it comes once the caller is known: small content into the resource, the rest apart. */
final class UploadedContent {
    /** RFC 9530: a dictionary of digests, of which SHA-256 is looked at. */
    private static final Pattern SHA_256 = Pattern.compile("(?:^|,)\\s*sha-256=:([A-Za-z0-9+/]{43}=):");

    private final Contents contents;
    private final long most;

    /** @param most bytes of a content, inflated */
    UploadedContent(Contents contents, long most) {
        this.contents = contents;
        this.most = most;
    }

    /** @throws FhirRefusal 400 cut short or with another digest, 413 too large, 408 too slow, 503 too many at once */
    void readInto(ObjectNode binary, TenantId tenant, HttpServletRequest request) {
        Optional<byte[]> digest = digest(request);
        try (InputStream in = open(request)) {
            byte[] begin = in.readNBytes(Contents.INLINE_AT_MOST + 1);
            if (begin.length <= Contents.INLINE_AT_MOST) {
                checkLength(request, begin.length);
                checkDigest(digest, sha256(begin));
                binary.put("data", Base64.getEncoder().encodeToString(begin));
            } else {
                BinaryContent.point(binary, receive(tenant, request, digest, begin, in));
            }
        } catch (ContentRefused e) {
            throw refusal(e, most);
        } catch (ZipException e) {
            throw FhirRefusal.malformed("The body is not gzip as its Content-Encoding says");
        } catch (EOFException e) {
            throw FhirRefusal.malformed("The body ended early");
        } catch (IOException e) {
            throw FhirRefusal.malformed("The body could not be read to its end");
        }
    }

    private ContentPointer receive(
            TenantId tenant, HttpServletRequest request, Optional<byte[]> digest, byte[] begin, InputStream rest)
            throws IOException {
        return contents.receive(
                tenant, new SequenceInputStream(new ByteArrayInputStream(begin), rest), most, pointer -> {
                    checkLength(request, pointer.size());
                    checkDigest(digest, pointer.sha256());
                });
    }

    private static InputStream open(HttpServletRequest request) throws IOException {
        InputStream in = request.getInputStream();
        return isPlain(request) ? in : new GZIPInputStream(in, 8192);
    }

    private static boolean isPlain(HttpServletRequest request) {
        String encoding = request.getHeader("Content-Encoding");
        return encoding == null || encoding.equalsIgnoreCase("identity");
    }

    private static void checkLength(HttpServletRequest request, long size) {
        long announced = request.getContentLengthLong();
        if (announced >= 0 && isPlain(request) && announced != size) {
            throw FhirRefusal.malformed("The body is shorter than its Content-Length says");
        }
    }

    private static void checkDigest(Optional<byte[]> announced, byte[] sha256) {
        if (announced.isPresent() && !MessageDigest.isEqual(announced.get(), sha256)) {
            throw FhirRefusal.malformed("The body is not the one that its digest was made of");
        }
    }

    private static Optional<byte[]> digest(HttpServletRequest request) {
        for (String header : new String[] {"Content-Digest", "Repr-Digest"}) {
            for (Enumeration<String> values = request.getHeaders(header); values.hasMoreElements(); ) {
                Matcher sha256 = SHA_256.matcher(values.nextElement());
                if (sha256.find()) {
                    if (!isPlain(request)) {
                        throw FhirRefusal.malformed("A digest is checked of bodies without Content-Encoding only");
                    }
                    return Optional.of(Base64.getDecoder().decode(sha256.group(1)));
                }
            }
        }
        return Optional.empty();
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static FhirRefusal refusal(ContentRefused refused, long most) {
        return switch (refused.reason()) {
            case TOO_LARGE -> new FhirRefusal(413, "too-long", "The content is larger than " + most + " bytes");
            case TOO_SLOW -> new FhirRefusal(408, "timeout", "The content took too long to arrive");
            case BUSY ->
                new FhirRefusal(503, "transient", "Too many contents are on their way in or out; try again soon");
        };
    }
}
