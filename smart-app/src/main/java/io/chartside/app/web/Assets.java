package io.chartside.app.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Style sheet and modules under a path that names their content: a browser may keep them for a year (RFC 8246) and a new
 * version is fetched at once, module imports included, because they are relative.
 */
@Component
public class Assets implements WebMvcConfigurer {
    private static final String FOLDER = "classpath:/static/assets/";
    /** Those of other modules' jars too. */
    private static final String EVERY_FILE = "classpath*:/static/assets/**/*.*";

    private final String path;

    Assets() {
        this.path = "/assets/" + fingerprint();
    }

    /** Without a slash at its end. */
    public String path() {
        return path;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(path + "/**")
                .addResourceLocations(FOLDER)
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }

    private static String fingerprint() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources(EVERY_FILE);
            Arrays.sort(files, Comparator.comparing(Resource::getFilename));
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Resource file : files) {
                digest.update(file.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the page's static files cannot be read", unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
