package io.chartside.server.speech;

import io.chartside.server.audit.Origins;
import io.chartside.server.tenancy.Tenants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class SpeechBeans {
    /** The largest frame and its number, and room. */
    private static final int BINARY_BYTES = (128 << 10) + 64;

    private static final int TEXT_BYTES = 16 << 10;

    /** Pages of any origin may open it: no cookie speaks for anybody here, the first message carries the token. */
    @Bean
    WebSocketConfigurer audioSockets(AudioSocket handler, Tenants tenants, Origins origins) {
        return registry -> registry.addHandler(handler, "/fhir/*/audio/*")
                .addInterceptors(AudioAddress.reading(tenants, origins))
                .setAllowedOriginPatterns("*");
    }

    @Bean
    ServletServerContainerFactoryBean webSocketLimits() {
        ServletServerContainerFactoryBean limits = new ServletServerContainerFactoryBean();
        limits.setMaxBinaryMessageBufferSize(BINARY_BYTES);
        limits.setMaxTextMessageBufferSize(TEXT_BYTES);
        return limits;
    }
}
