package io.chartside.app.plugin;

/** A sealed value cannot be opened: it was changed or moved, or the key folder is not the one it was sealed with. */
public final class DamagedSeal extends RuntimeException {

    DamagedSeal(String place, Throwable cause) {
        super(
                "a sealed value of " + place.split(":", 2)[0] + " cannot be opened with the keys of this key folder",
                cause);
    }
}
