package io.chartside.server.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Contents that are kept apart from their resources.
 *
 * @param uploadTime how long one may take to arrive; what an interrupted upload left is swept after twice as long
 * @param streams how many may be on their way in or out at once, at about 4 MB of memory each
 */
@ConfigurationProperties("chartside.content")
public record ContentSettings(
        @DefaultValue("1h") Duration uploadTime,
        @DefaultValue("16") int streams) {
    public ContentSettings {
        if (uploadTime.isNegative() || uploadTime.isZero() || streams < 1) {
            throw new IllegalArgumentException("chartside.content: upload-time and streams are positive");
        }
    }
}
