package io.chartside.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.index.DateRange;
import io.chartside.server.index.IndexedResource;
import io.chartside.server.index.LocalReference;
import io.chartside.server.index.OwnParameters;
import io.chartside.server.index.ResourceIndexer;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchWords;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import io.chartside.server.tenancy.TenantId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Works out what a change stores, without touching the database. */
final class WritePlanner {
    /** Above this many tokens an index row would outgrow its page; the one mark says: look inside. */
    private static final int MOST_TOKENS = 500;
    /** Above this many different words the same. */
    private static final int MOST_TEXT_TOKENS = 4_000;
    /** The token that stands alone where there are too many. */
    static final int OVERFLOW = Integer.MIN_VALUE;

    /** The same among the words of a text. */
    static final int TEXT_OVERFLOW = 0x8000;

    private final ResourceIndexer indexer;
    private final SearchWords words;
    private final OwnParameters own;
    private final KeyRing keys;

    WritePlanner(ResourceIndexer indexer, SearchWords words, OwnParameters own, KeyRing keys) {
        this.indexer = indexer;
        this.words = words;
        this.own = own;
        this.keys = keys;
    }

    /**
     * What a resource refers to.
     *
     * @param patient whose it says that it is
     * @param through what else says whose it is
     */
    record Referring(
            Optional<LocalReference> patient,
            Optional<LocalReference> through,
            Set<SearchWords.Link> links,
            Set<UnitOfWork.Key> references) {}

    /** What is known of resources by their type and id. */
    interface Numbers {
        long rid(UnitOfWork.Key key);

        /** 0 when it is nobody's, or not known whose. */
        long patientRid(UnitOfWork.Key key);
    }

    ResourceIndexer.Indexed index(ObjectNode resource) {
        return indexer.index(resource);
    }

    ResourceIndexer.Indexed indexReferences(ObjectNode resource) {
        return indexer.indexReferences(resource);
    }

    Referring referring(String type, ResourceIndexer.Indexed indexed) {
        Set<SearchWords.Link> links = words.links(type, indexed.values());
        Set<UnitOfWork.Key> references = new LinkedHashSet<>();
        links.forEach(link -> references.add(key(link.target())));
        indexed.patient().ifPresent(patient -> references.add(key(patient)));
        indexed.through().ifPresent(other -> references.add(key(other)));
        return new Referring(indexed.patient(), indexed.through(), links, references);
    }

    static UnitOfWork.Key key(LocalReference reference) {
        return new UnitOfWork.Key(reference.type(), reference.id());
    }

    /**
     * @param patientRid whose record it is; 0 for nobody's
     * @param hashed the words of the same transaction so far
     */
    NewVersion put(
            TenantId tenant,
            Change.Put put,
            ResourceIndexer.Indexed indexed,
            Set<SearchWords.Link> links,
            HeadTable.Head before,
            long rid,
            long patientRid,
            String patientId,
            long now,
            Numbers numbers,
            WordTokens hashed) {
        int version = before == null ? 1 : before.row().version() + 1;
        long updatedAt = before == null ? now : Math.max(now, before.row().updatedAt());
        byte[] json = JsonTree.version(put.resource(), put.id(), version, updatedAt);
        DataKey key = keys.forWriting(tenant, patientRid);
        TenantKeys tenantKeys = keys.tenant(tenant);
        KeyedHash tenantHash = tenantKeys.index().hash();
        List<SearchWords.Link> rows =
                links.stream().filter(link -> hasRow(link, patientRid, numbers)).toList();
        int[] linkParameters =
                rows.stream().mapToInt(SearchWords.Link::parameter).toArray();
        long[] linkTargets =
                rows.stream().mapToLong(link -> numbers.rid(key(link.target()))).toArray();
        StoredRow head = head(
                tenantHash,
                tenantKeys.indexVersion(),
                new Place(rid, put.type(), put.id(), version, patientRid, updatedAt),
                StoredRow.LIVE,
                indexed.stage().isDraft(before == null || before.row().draft()),
                Sensitivity.of(put.resource()),
                indexed.sortAt(),
                indexed.sortEnd(),
                RowSeal.seal(
                        tenant,
                        key,
                        put.type(),
                        put.id(),
                        version,
                        new BodyCodec.Body(patientId, indexed.values(), json)));
        return new NewVersion(
                before,
                head,
                patientTokens(tenant, word -> hashed.of(key, word), put.resource(), indexed.values()),
                tokens(words, tenantHash, rid, put.type(), indexed.values()),
                linkParameters,
                linkTargets,
                textTokens(word -> hashed.of(key, word), put.type(), put.resource()),
                json,
                patientId);
    }

    /** Inside one patient's record the words of what refers are enough. */
    private static boolean hasRow(SearchWords.Link link, long patientRid, Numbers numbers) {
        return patientRid == 0 || !link.worded() || numbers.patientRid(key(link.target())) != patientRid;
    }

    NewVersion delete(TenantId tenant, Change.Delete delete, HeadTable.Head before, String patientId, long now) {
        StoredRow row = before.row();
        int version = row.version() + 1;
        long updatedAt = Math.max(now, row.updatedAt());
        DataKey key = keys.forWriting(tenant, row.patientRid());
        BodyCodec.Body body = new BodyCodec.Body(patientId, IndexedResource.decode(new byte[0]), new byte[0]);
        TenantKeys tenantKeys = keys.tenant(tenant);
        StoredRow head = head(
                tenantKeys.index().hash(),
                tenantKeys.indexVersion(),
                new Place(row.rid(), delete.type(), delete.id(), version, row.patientRid(), updatedAt),
                StoredRow.DELETED,
                row.draft(),
                row.label() & Sensitivity.LABELS,
                DateRange.NONE,
                DateRange.NONE,
                RowSeal.seal(tenant, key, delete.type(), delete.id(), version, body));
        int[] words = this.words.hasTextWords(delete.type()) ? new int[0] : null;
        return new NewVersion(
                before, head, new int[0], new long[0], new int[0], new long[0], words, new byte[0], patientId);
    }

    private record Place(long rid, String type, String id, int version, long patientRid, long updatedAt) {}

    private static StoredRow head(
            KeyedHash hash,
            byte hashVersion,
            Place place,
            int state,
            boolean draft,
            int label,
            long sortAt,
            long sortEnd,
            byte[] body) {
        StoredRow bare = new StoredRow(
                place.rid(),
                ResourceTypes.number(place.type()),
                place.id(),
                place.version(),
                state,
                draft,
                label,
                place.patientRid(),
                sortAt,
                sortEnd,
                place.updatedAt(),
                new byte[0],
                place.version(),
                state == StoredRow.DELETED,
                place.patientRid(),
                place.updatedAt(),
                body);
        return bare.withMac(RowSeal.mac(hash, hashVersion, bare));
    }

    private int[] patientTokens(
            TenantId tenant, ToIntFunction<String> token, ObjectNode resource, IndexedResource values) {
        Set<String> all = words.patientWords(resource.path("resourceType").asText(), values);
        all.addAll(own.patientWords(tenant, resource));
        if (all.size() > MOST_TOKENS) {
            return new int[] {OVERFLOW};
        }
        return all.stream().mapToInt(token).sorted().distinct().toArray();
    }

    private int[] textTokens(ToIntFunction<String> token, String type, ObjectNode resource) {
        if (!words.hasTextWords(type)) {
            return null;
        }
        Set<String> all = words.textWords(type, resource);
        if (all.size() > MOST_TEXT_TOKENS) {
            return new int[] {TEXT_OVERFLOW};
        }
        return all.stream()
                .mapToInt(word -> textToken(token.applyAsInt(SearchWords.textWord(word))))
                .sorted()
                .distinct()
                .toArray();
    }

    static int patientToken(KeyedHash hash, String word) {
        int token = hash.hash32(word);
        return token == OVERFLOW ? OVERFLOW + 1 : token;
    }

    /** Half of a word's token: a text has hundreds, and what it finds in vain is one in some hundred texts, which are then read. */
    static int textToken(int patientToken) {
        int token = patientToken >>> 16;
        return token == TEXT_OVERFLOW ? TEXT_OVERFLOW + 1 : token;
    }

    /** The population tokens of a resource. */
    static long[] tokens(SearchWords words, KeyedHash hash, long rid, String type, IndexedResource values) {
        Set<Long> tokens = new HashSet<>();
        int sub = -1;
        for (SearchWords.PopulationWord word : words.populationWords(type, values)) {
            String text = word.word();
            if (word.split() > 1) {
                sub = sub < 0 ? hash.hash32("rid|" + rid) & 0xFFFF : sub;
                text = subWord(text, sub % word.split());
            }
            tokens.add(hash.hash64(text));
        }
        return tokens.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    static String subWord(String word, int sub) {
        return word + "#" + sub;
    }
}
