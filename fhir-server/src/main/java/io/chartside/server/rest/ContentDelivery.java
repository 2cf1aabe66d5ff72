package io.chartside.server.rest;

import io.chartside.server.crypto.KeyErased;
import io.chartside.server.crypto.SealBroken;
import io.chartside.server.interaction.BinaryContent;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.ContentRefused;
import io.chartside.server.store.Contents;
import io.chartside.server.store.OpenContent;
import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends content that is kept apart from its resource, and parts of any content, without ever holding a whole one: as it is,
 * or as base64 in the place of {@code data} of its resource, in whichever representation that is asked for.
 */
final class ContentDelivery {
    private static final Logger LOG = LoggerFactory.getLogger(ContentDelivery.class);
    private static final int MARK_BYTES = 36;

    private final Contents contents;
    private final AnswerWriter writer;
    private final SecureRandom random = new SecureRandom();

    ContentDelivery(Contents contents, AnswerWriter writer) {
        this.contents = contents;
        this.writer = writer;
    }

    /** Ready to be sent: nothing can be refused any more. */
    interface Sending {
        void send(HttpServletResponse response, String requestId, String base) throws IOException;
    }

    /** Whether the answer needs more than its bytes to be written. */
    static boolean takes(HttpServletRequest request, Answer answer) {
        return answer.status() == 200
                && (answer.apart().isPresent() || isRaw(answer) && request.getHeader("Range") != null);
    }

    private static boolean isRaw(Answer answer) {
        return answer.headers().containsKey("Accept-Ranges");
    }

    /** @throws FhirRefusal 410 the content was erased, 416 no such part, 503 too many contents are open */
    Sending prepare(HttpServletRequest request, TenantId tenant, Answer answer, Representation representation) {
        boolean headOnly = request.getMethod().equals("HEAD");
        return isRaw(answer)
                ? raw(request, tenant, answer, headOnly)
                : withinResource(tenant, answer, representation, headOnly);
    }

    private Sending raw(HttpServletRequest request, TenantId tenant, Answer answer, boolean headOnly) {
        long size = answer.apart().map(ContentPointer::size).orElse((long) answer.json().length);
        // If-Range asks for a strong validator, and the entity tags of versions are weak (RFC 9110, 13.1.5).
        String header = headOnly || request.getHeader("If-Range") != null ? null : request.getHeader("Range");
        Optional<ByteRange> part = ByteRange.of(header, size);
        ByteRange range = part.orElse(new ByteRange(0, size));
        Answer head = new Answer(
                part.isPresent() ? 206 : 200, answer.json(), answer.version(), answer.location(), answer.headers());
        Optional<OpenContent> content = open(tenant, answer, range, headOnly);
        return (response, requestId, base) -> {
            try (OpenContent open = content.orElse(null)) {
                writer.head(response, requestId, base, head);
                part.ifPresent(p -> response.setHeader("Content-Range", p.of(size)));
                answer.apart().ifPresent(apart -> response.setHeader("Repr-Digest", digest(apart)));
                response.setContentLengthLong(range.length());
                if (open != null) {
                    open.writeTo(response.getOutputStream());
                } else if (!headOnly) {
                    response.getOutputStream().write(answer.json(), (int) range.from(), (int) range.length());
                }
            }
        };
    }

    private static String digest(ContentPointer apart) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(apart.sha256()) + ":";
    }

    /** The resource is made with a mark as its data; the content then goes between what stands before and after the mark. */
    private Sending withinResource(TenantId tenant, Answer answer, Representation representation, boolean headOnly) {
        byte[] unguessable = new byte[MARK_BYTES];
        random.nextBytes(unguessable);
        String mark = Base64.getEncoder().encodeToString(unguessable);
        byte[] body = writer.encoded(
                new Answer(
                        200,
                        BinaryContent.withData(answer.json(), mark),
                        answer.version(),
                        answer.location(),
                        answer.headers()),
                representation);
        ContentPointer apart = answer.apart().orElseThrow();
        int at = find(body, mark.getBytes(StandardCharsets.US_ASCII));
        if (at < 0) { // Summaries and _elements leave data out.
            return (response, requestId, base) -> {
                writer.head(response, requestId, base, answer);
                response.setContentType(representation.contentType());
                response.setContentLength(body.length);
                if (!headOnly) {
                    response.getOutputStream().write(body);
                }
            };
        }
        Optional<OpenContent> content = open(tenant, answer, new ByteRange(0, apart.size()), headOnly);
        return (response, requestId, base) -> {
            try (OpenContent open = content.orElse(null)) {
                writer.head(response, requestId, base, answer);
                response.setContentType(representation.contentType());
                response.setContentLengthLong(body.length - mark.length() + (apart.size() + 2) / 3 * 4);
                if (open != null) {
                    OutputStream out = response.getOutputStream();
                    out.write(body, 0, at);
                    try (OutputStream base64 = Base64.getEncoder().wrap(new KeptOpen(out))) {
                        open.writeTo(base64);
                    }
                    out.write(body, at + mark.length(), body.length - at - mark.length());
                }
            }
        };
    }

    private Optional<OpenContent> open(TenantId tenant, Answer answer, ByteRange range, boolean headOnly) {
        if (headOnly || answer.apart().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(contents.open(tenant, answer.apart().get(), range.from(), range.length()));
        } catch (KeyErased e) {
            throw FhirRefusal.gone("The content of this version was erased");
        } catch (SealBroken e) {
            LOG.error("{} of tenant {} does not open: {}", answer.apart().get(), tenant, e.getMessage());
            throw new FhirRefusal(500, "exception", "The content is not what was stored");
        } catch (ContentRefused e) {
            throw UploadedContent.refusal(e, 0);
        }
    }

    private static int find(byte[] in, byte[] wanted) {
        for (int i = 0; i + wanted.length <= in.length; i++) {
            if (in[i] == wanted[0] && Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /** A stream that goes on after what wraps it is closed. */
    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() {
            // The answer goes on.
        }
    }
}
