package io.chartside.server.ig;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A definition of a package, known by what stands at its top; the rest stays deflated until somebody asks for it.
 *
 * @param version its own business version, or its package's
 * @param ofType the type that a profile is about; empty for other definitions
 * @param base canonical URL of what a profile is derived from; empty for other definitions
 * @param profile whether it constrains a resource type
 */
record IgDefinition(
        String resourceType, String url, String version, String ofType, String base, boolean profile, byte[] deflated) {
    IgDefinition {
        Objects.requireNonNull(resourceType);
        Objects.requireNonNull(url);
        Objects.requireNonNull(version);
    }

    static byte[] deflate(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length / 4);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
            deflater.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    byte[] json() {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return url + "|" + version;
    }
}
