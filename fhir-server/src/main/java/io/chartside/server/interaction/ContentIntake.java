package io.chartside.server.interaction;

import io.chartside.server.store.ContentPointer;
import io.chartside.server.store.Contents;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.store.UnitOfWork.Key;
import io.chartside.server.tenancy.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The contents that come with one set of writes: those that arrived before it, and those that its Binary resources carry.
 * They count once the versions that name them are committed.
 */
final class ContentIntake {
    private final Contents contents;
    private final TenantId tenant;
    private final List<ResourceJson> binaries = new ArrayList<>();
    private final Set<ContentPointer> arrived = new HashSet<>();
    private final Set<ContentPointer> named = new HashSet<>();

    ContentIntake(Contents contents, TenantId tenant, List<WriteEntry> entries) {
        this.contents = contents;
        this.tenant = tenant;
        for (WriteEntry entry : entries) {
            ResourceJson binary = entry.resource().orElse(null);
            if (binary != null && binary.type().equals("Binary")) {
                binaries.add(binary);
                BinaryContent.of(binary)
                        .filter(pointer -> contents.isPending(tenant, pointer))
                        .ifPresent(arrived::add);
            }
        }
    }

    /** Moves data that is too large for a body out of the resources. */
    void take() {
        for (ResourceJson binary : binaries) {
            String base64 = binary.tree().path("data").textValue();
            if (base64 != null && base64.length() / 4 * 3 > Contents.INLINE_AT_MOST) {
                byte[] data = Base64.getMimeDecoder().decode(base64);
                try {
                    ContentPointer pointer =
                            contents.receive(tenant, new ByteArrayInputStream(data), data.length, p -> {});
                    arrived.add(pointer);
                    BinaryContent.point(binary.tree(), pointer);
                    binary.changed();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** A client may send back a pointer that the resource has, as a page showed it, and no other. */
    void check(List<PlannedWrite> writes) {
        for (PlannedWrite write : writes) {
            Optional<ContentPointer> pointer = write.resource().flatMap(BinaryContent::of);
            if (pointer.isPresent()
                    && !arrived.contains(pointer.get())
                    && !write.current().flatMap(BinaryContent::of).equals(pointer)) {
                throw BinaryContent.notThisOnes();
            }
        }
    }

    /** Told at the begin of each attempt of the transaction. */
    void begin() {
        named.clear();
    }

    /** Names what arrived with this resource, which was just applied. */
    void name(UnitOfWork unit, Key written, ResourceJson resource) {
        BinaryContent.of(resource).filter(arrived::contains).ifPresent(pointer -> {
            unit.keep(written, pointer);
            named.add(pointer);
        });
    }

    void committed() {
        contents.settle(tenant, arrived, named, true);
    }

    /** @param certain whether the transaction surely did not commit */
    void failed(boolean certain) {
        contents.settle(tenant, arrived, Set.of(), certain);
    }
}
