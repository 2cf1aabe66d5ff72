package io.chartside.app.sealed;

import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The speech recognition that a sealed visit's page runs by itself, where {@code ./chartside speech install --browser} has put it
 * into the data folder. Its address names its version, so browsers keep it for a year.
 */
@Component
class SpeechFiles implements WebMvcConfigurer {
    private static final String ADDRESS = "/speech/moonshine-tiny-0.1.21/";
    private static final String FIRST = "moonshine.min.js";

    private final Path folder;

    SpeechFiles(PluginSettings settings) {
        this.folder = settings.dataDir().toAbsolutePath().resolve("speech/browser");
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(ADDRESS + "**")
                .addResourceLocations(folder.toUri() + (Files.isDirectory(folder) ? "" : "/"))
                .setCacheControl(
                        CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable());
    }

    /** The address of its folder, where it is installed. */
    Optional<String> address() {
        return Files.isReadable(folder.resolve(FIRST)) ? Optional.of(ADDRESS) : Optional.empty();
    }

    /**
     * The thread of the recognition, and no page, may compile WebAssembly (CSP Level 3, {@code wasm-unsafe-eval}): a worker has
     * the policy of its own script.
     */
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new HandlerInterceptor() {
                    @Override
                    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
                        response.setHeader(
                                "Content-Security-Policy",
                                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'");
                        return true;
                    }
                })
                .addPathPatterns("/assets/*/sealed/listen.js");
    }
}
