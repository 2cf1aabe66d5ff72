package io.chartside.app.launch;

import java.time.Duration;

/**
 * A link that opens a companion once.
 *
 * @param address absolute; its secret stands in the fragment, which no request carries and no log keeps
 * @param validFor from now
 */
public record CompanionLink(String address, Duration validFor) {

    @Override
    public String toString() {
        return "companion link";
    }
}
