package io.chartside.server.interaction;

import io.chartside.server.access.Interaction;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One write as the client asked for it.
 *
 * @param position in the client's transaction, from 0
 * @param interaction CREATE, UPDATE, PATCH or DELETE
 * @param id empty for a create and for a conditional write
 * @param criteria of a conditional write: the search string after the question mark
 * @param resource empty for a delete and for a patch
 * @param patch of a PATCH, empty for every other
 * @param ifMatch the version that must be current, as {@link EntityTag#condition} reads it
 * @param fullUrl what other entries refer to it by
 */
public record WriteEntry(
        int position,
        Interaction interaction,
        String type,
        Optional<String> id,
        Optional<String> criteria,
        Optional<ResourceJson> resource,
        Optional<ResourcePatch> patch,
        OptionalLong ifMatch,
        Optional<String> fullUrl) {
    public WriteEntry {
        Objects.requireNonNull(interaction);
        Objects.requireNonNull(type);
        Objects.requireNonNull(id);
        Objects.requireNonNull(criteria);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(patch);
        Objects.requireNonNull(ifMatch);
        Objects.requireNonNull(fullUrl);
        criteria = criteria.map(WriteEntry::withoutType);
        boolean writesWhole = interaction == Interaction.CREATE || interaction == Interaction.UPDATE;
        if (resource.isPresent() != writesWhole || patch.isPresent() != (interaction == Interaction.PATCH)) {
            throw new IllegalArgumentException("a create or update carries a resource, a patch its patch");
        }
    }

    public static WriteEntry create(ResourceJson resource, Optional<String> ifNoneExist) {
        return new WriteEntry(
                0,
                Interaction.CREATE,
                resource.type(),
                Optional.empty(),
                ifNoneExist,
                Optional.of(resource),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    public static WriteEntry update(String id, ResourceJson resource, OptionalLong ifMatch) {
        return new WriteEntry(
                0,
                Interaction.UPDATE,
                resource.type(),
                Optional.of(id),
                Optional.empty(),
                Optional.of(resource),
                Optional.empty(),
                ifMatch,
                Optional.empty());
    }

    public static WriteEntry conditionalUpdate(String criteria, ResourceJson resource, OptionalLong ifMatch) {
        return new WriteEntry(
                0,
                Interaction.UPDATE,
                resource.type(),
                Optional.empty(),
                Optional.of(criteria),
                Optional.of(resource),
                Optional.empty(),
                ifMatch,
                Optional.empty());
    }

    public static WriteEntry delete(String type, Optional<String> id, Optional<String> criteria, OptionalLong ifMatch) {
        return new WriteEntry(
                0,
                Interaction.DELETE,
                type,
                id,
                criteria,
                Optional.empty(),
                Optional.empty(),
                ifMatch,
                Optional.empty());
    }

    public static WriteEntry patch(
            String type, Optional<String> id, Optional<String> criteria, ResourcePatch patch, OptionalLong ifMatch) {
        return new WriteEntry(
                0,
                Interaction.PATCH,
                type,
                id,
                criteria,
                Optional.empty(),
                Optional.of(patch),
                ifMatch,
                Optional.empty());
    }

    /** If-None-Exist is written with and without the type and the question mark. */
    private static String withoutType(String criteria) {
        int question = criteria.indexOf('?');
        int equals = criteria.indexOf('=');
        return question >= 0 && question < equals ? criteria.substring(question + 1) : criteria;
    }

    /** The criteria are health records. */
    @Override
    public String toString() {
        return interaction + " " + type + " at " + position;
    }
}
