package io.chartside.app.launch;

/**
 * Another device, or a window of its own, that records the visit of a launch and can do nothing else. Its paths are below
 * {@code /c/{id}/}; it lives as long as the launch, and no longer.
 *
 * @param id unguessable, in every path of this device
 * @param launch whose visit it records; for the controllers of {@code /c/} alone
 */
public record Companion(String id, LaunchSession launch) {

    /** Attribute of the request under which the session guard leaves the companion of a {@code /c/{id}/} request. */
    public static final String REQUEST_ATTRIBUTE = Companion.class.getName();

    /** The path below which everything of this device lives, with a slash at its end. */
    public String path() {
        return "/c/" + id + "/";
    }

    /** To be sent with every change, as in {@link LaunchSession#csrfToken}; whoever does not know the id cannot make it. */
    public String csrfToken() {
        return Unguessable.challenge("csrf " + id).substring(0, 32);
    }

    @Override
    public String toString() {
        return "companion of a " + launch;
    }
}
