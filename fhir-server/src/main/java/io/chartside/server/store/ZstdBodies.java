package io.chartside.server.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Zstandard (RFC 8878) with a dictionary that both sides have: frames without magic number, length, checksum and dictionary
 * id, since what surrounds them tells all four. A thread borrows a context for one body, so there are as many as ever
 * compressed at one moment, not one for each thread that ever did.
 */
final class ZstdBodies {
    private static final int LEVEL = 3;

    private final ZstdDictCompress compressing;
    private final ZstdDictDecompress decompressing;
    private final ConcurrentLinkedQueue<ZstdCompressCtx> compressors = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ZstdDecompressCtx> decompressors = new ConcurrentLinkedQueue<>();

    ZstdBodies(String dictionary) {
        byte[] content = Dictionaries.read(dictionary);
        compressing = new ZstdDictCompress(content, LEVEL);
        decompressing = new ZstdDictDecompress(content);
    }

    /** @throws IllegalStateException that says what to do when the library's native part cannot be used */
    static void load() {
        try {
            Native.load();
        } catch (LinkageError e) {
            throw new IllegalStateException("the compression library (zstd-jni) cannot be loaded from "
                    + System.getProperty("ZstdTempFolder", System.getProperty("java.io.tmpdir"))
                    + "; -DZstdTempFolder=DIR names a folder whose files may be executed (" + firstLine(e) + ")");
        }
    }

    private static String firstLine(LinkageError e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** @return {@code before} bytes that are zero, then the frame */
    byte[] compress(byte[] plain, int before) {
        byte[] out = new byte[before + Math.toIntExact(Zstd.compressBound(plain.length))];
        ZstdCompressCtx context = compressors.poll();
        if (context == null) {
            context = new ZstdCompressCtx();
            context.setLevel(LEVEL);
            context.setMagicless(true);
            context.setContentSize(false);
            context.setChecksum(false);
            context.setDictID(false);
            context.loadDict(compressing);
        }
        int length = context.compressByteArray(out, before, out.length - before, plain, 0, plain.length);
        compressors.add(context);
        return Arrays.copyOf(out, before + length);
    }

    /** @throws IllegalStateException unless the part is a frame of that length */
    byte[] decompress(byte[] from, int start, int compressed, int length) {
        ZstdDecompressCtx context = decompressors.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
            context.setMagicless(true);
            context.loadDict(decompressing);
        }
        byte[] plain = new byte[length];
        try {
            if (context.decompressByteArray(plain, 0, length, from, start, compressed) != length) {
                throw new IllegalStateException("a stored body is cut short");
            }
        } catch (ZstdException e) {
            throw new IllegalStateException("a stored body does not decompress", e);
        } finally {
            decompressors.add(context);
        }
        return plain;
    }
}
