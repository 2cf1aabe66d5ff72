package io.chartside.server.store;

import java.util.ArrayList;
import java.util.List;

/** Rows of search_token and reference_link, gathered column by column. */
final class IndexRows {
    private final List<Long> hashes = new ArrayList<>();
    private final List<Long> tokenTimes = new ArrayList<>();
    private final List<Long> tokenRids = new ArrayList<>();
    private final List<Long> targets = new ArrayList<>();
    private final List<Integer> linkParameters = new ArrayList<>();
    private final List<Long> linkTimes = new ArrayList<>();
    private final List<Long> sources = new ArrayList<>();

    void tokens(long[] tokens, long sortAt, long rid) {
        for (long token : tokens) {
            hashes.add(token);
            tokenTimes.add(sortAt);
            tokenRids.add(rid);
        }
    }

    void links(long[] linkTargets, int[] parameters, long sortAt, long source) {
        for (int i = 0; i < linkTargets.length; i++) {
            targets.add(linkTargets[i]);
            linkParameters.add(parameters[i]);
            linkTimes.add(sortAt);
            sources.add(source);
        }
    }

    int tokens() {
        return hashes.size();
    }

    int links() {
        return targets.size();
    }

    void addTokens(List<Object> into) {
        into.add(longs(hashes));
        into.add(longs(tokenTimes));
        into.add(longs(tokenRids));
    }

    void addLinks(List<Object> into) {
        into.add(longs(targets));
        into.add(linkParameters.stream().mapToInt(Integer::intValue).toArray());
        into.add(longs(linkTimes));
        into.add(longs(sources));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
