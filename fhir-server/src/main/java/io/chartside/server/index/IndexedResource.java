package io.chartside.server.index;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The search values of one resource, parameter by parameter, in the compact form in which they are sealed beside the
 * resource's JSON. A hit is checked against these without parsing its JSON: 2 µs instead of 100.
 */
public final class IndexedResource {
    private final byte[] encoded;
    /** What it was made of; null of a stored one, which is read where it is asked. */
    private final Map<String, List<IndexedValue>> known;

    private IndexedResource(byte[] encoded, Map<String, List<IndexedValue>> known) {
        this.encoded = encoded;
        this.known = known;
    }

    /** @param encoded what {@link #encoded()} gave */
    public static IndexedResource decode(byte[] encoded) {
        return new IndexedResource(encoded, null);
    }

    /** @param values in order of name; kept, so that what a write asks of them is not read back */
    static IndexedResource of(Map<String, List<IndexedValue>> values) {
        ByteBuffer out = ByteBuffer.allocate(1024);
        for (Map.Entry<String, List<IndexedValue>> entry : values.entrySet()) {
            out = room(out, entry.getKey().length() + 8);
            putText(out, entry.getKey());
            int lengthAt = out.position();
            out.putInt(0);
            for (IndexedValue value : entry.getValue()) {
                out = room(out, size(value));
                write(out, value);
            }
            out.putInt(lengthAt, out.position() - lengthAt - 4);
        }
        return new IndexedResource(Arrays.copyOf(out.array(), out.position()), values);
    }

    public byte[] encoded() {
        return encoded;
    }

    /** The values of a parameter; empty when it has none. */
    public List<IndexedValue> values(String parameter) {
        if (known != null) {
            return known.getOrDefault(parameter, List.of());
        }
        byte[] name = parameter.getBytes(StandardCharsets.UTF_8);
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            int nameAt = in.position() + 2;
            int blockAt = nameAt + (in.getShort() & 0xFFFF);
            int length = in.getInt(blockAt);
            if (Arrays.equals(encoded, nameAt, blockAt, name, 0, name.length)) {
                return readAll(ByteBuffer.wrap(encoded, blockAt + 4, length));
            }
            in.position(blockAt + 4 + length);
        }
        return List.of();
    }

    /** Every parameter that has values, in order of name. */
    public void forEach(BiConsumer<String, List<IndexedValue>> action) {
        if (known != null) {
            known.forEach(action);
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            String name = text(in);
            int length = in.getInt();
            action.accept(name, readAll(ByteBuffer.wrap(encoded, in.position(), length)));
            in.position(in.position() + length);
        }
    }

    private static List<IndexedValue> readAll(ByteBuffer in) {
        List<IndexedValue> values = new ArrayList<>(4);
        while (in.hasRemaining()) {
            values.add(read(in));
        }
        return values;
    }

    private static void write(ByteBuffer out, IndexedValue value) {
        if (value instanceof IndexedValue.Text v) {
            out.put((byte) 1);
            putText(out, v.value());
        } else if (value instanceof IndexedValue.Token v) {
            out.put((byte) (v.coded() ? 3 : 2));
            putText(out, v.system());
            putText(out, v.code());
            putText(out, v.display());
        } else if (value instanceof IndexedValue.Link v) {
            out.put((byte) 4);
            putText(out, v.type());
            putText(out, v.id());
        } else if (value instanceof IndexedValue.Range v) {
            out.put((byte) 5).putLong(v.low()).putLong(v.high());
        } else if (value instanceof IndexedValue.Quantity v) {
            out.put((byte) 6);
            putText(out, text(v.low()));
            putText(out, text(v.high()));
            putText(out, v.system());
            putText(out, v.code());
            putText(out, v.unit());
        } else if (value instanceof IndexedValue.Address v) {
            out.put((byte) 7);
            putText(out, v.uri());
        } else if (value instanceof IndexedValue.TypedIdentifier v) {
            out.put((byte) 8);
            putText(out, v.system());
            putText(out, v.code());
            putText(out, v.value());
        } else if (value instanceof IndexedValue.Position v) {
            out.put((byte) 9).putDouble(v.latitude()).putDouble(v.longitude());
        } else if (value instanceof IndexedValue.Composite v) {
            out.put((byte) 10).put((byte) v.parts().size());
            for (List<IndexedValue> part : v.parts()) {
                out.putShort((short) part.size());
                part.forEach(one -> write(out, one));
            }
        }
    }

    private static String text(BigDecimal number) {
        return number == null ? "" : number.toString();
    }

    private static BigDecimal number(String text) {
        return text.isEmpty() ? null : new BigDecimal(text);
    }

    private static IndexedValue read(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case 1 -> new IndexedValue.Text(text(in));
            case 2, 3 -> new IndexedValue.Token(text(in), text(in), text(in), kind == 3);
            case 4 -> new IndexedValue.Link(text(in), text(in));
            case 5 -> new IndexedValue.Range(in.getLong(), in.getLong());
            case 6 -> new IndexedValue.Quantity(number(text(in)), number(text(in)), text(in), text(in), text(in));
            case 7 -> new IndexedValue.Address(text(in));
            case 8 -> new IndexedValue.TypedIdentifier(text(in), text(in), text(in));
            case 9 -> new IndexedValue.Position(in.getDouble(), in.getDouble());
            case 10 -> composite(in);
            default -> throw new IllegalStateException("unknown kind of search value: " + kind);
        };
    }

    private static IndexedValue composite(ByteBuffer in) {
        int parts = in.get();
        List<List<IndexedValue>> all = new ArrayList<>(parts);
        for (int i = 0; i < parts; i++) {
            int values = in.getShort() & 0xFFFF;
            List<IndexedValue> part = new ArrayList<>(values);
            for (int j = 0; j < values; j++) {
                part.add(read(in));
            }
            all.add(part);
        }
        return new IndexedValue.Composite(all);
    }

    private static int size(IndexedValue value) {
        if (value instanceof IndexedValue.Text v) {
            return 3 + 3 * v.value().length();
        } else if (value instanceof IndexedValue.Token v) {
            return 7
                    + 3 * (v.system().length() + v.code().length() + v.display().length());
        } else if (value instanceof IndexedValue.Link v) {
            return 5 + 3 * (v.type().length() + v.id().length());
        } else if (value instanceof IndexedValue.Quantity v) {
            int numbers = text(v.low()).length() + text(v.high()).length();
            return 11
                    + numbers
                    + 3 * (v.system().length() + v.code().length() + v.unit().length());
        } else if (value instanceof IndexedValue.Address v) {
            return 3 + 3 * v.uri().length();
        } else if (value instanceof IndexedValue.TypedIdentifier v) {
            return 7 + 3 * (v.system().length() + v.code().length() + v.value().length());
        } else if (value instanceof IndexedValue.Composite v) {
            int size = 2;
            for (List<IndexedValue> part : v.parts()) {
                size += 2 + part.stream().mapToInt(IndexedResource::size).sum();
            }
            return size;
        }
        return 17;
    }

    private static ByteBuffer room(ByteBuffer out, int needed) {
        if (out.remaining() >= needed) {
            return out;
        }
        byte[] bigger = Arrays.copyOf(out.array(), Math.max(2 * out.capacity(), out.position() + needed));
        return ByteBuffer.wrap(bigger).position(out.position());
    }

    /** Longer text is cut: nothing searches beyond its first 16,000 characters. */
    private static void putText(ByteBuffer out, String text) {
        byte[] bytes = (text.length() > 16_000 ? text.substring(0, 16_000) : text).getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        String text = new String(in.array(), in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }
}
