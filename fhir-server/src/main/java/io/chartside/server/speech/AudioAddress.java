package io.chartside.server.speech;

import io.chartside.server.access.Caller;
import io.chartside.server.audit.Origin;
import io.chartside.server.audit.Origins;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Whose visit a socket is opened for, and from where. */
record AudioAddress(TenantSettings tenant, String encounterId, Origin origin) {
    private static final Pattern PATH = Pattern.compile("/fhir/([^/]{1,64})/audio/([A-Za-z0-9.-]{1,64})");
    private static final String ATTRIBUTE = AudioAddress.class.getName();

    /** Of the request that opens the socket, as clients see it; its scheme is http or https. */
    String url() {
        return origin.base() + "/audio/" + encounterId;
    }

    RequestContext context(Caller caller) {
        return new RequestContext(caller, origin);
    }

    static AudioAddress of(WebSocketSession socket) {
        return (AudioAddress) socket.getAttributes().get(ATTRIBUTE);
    }

    /** Reads the address while the request is there, and refuses one that names no tenant. */
    static HandshakeInterceptor reading(Tenants tenants, Origins origins) {
        return new HandshakeInterceptor() {
            @Override
            public boolean beforeHandshake(
                    ServerHttpRequest request,
                    ServerHttpResponse response,
                    WebSocketHandler handler,
                    Map<String, Object> attributes) {
                Matcher path = PATH.matcher(request.getURI().getRawPath());
                Optional<TenantSettings> tenant = path.matches() ? tenants.find(path.group(1)) : Optional.empty();
                if (tenant.isEmpty() || !(request instanceof ServletServerHttpRequest servlet)) {
                    response.setStatusCode(HttpStatus.NOT_FOUND);
                    return false;
                }
                TenantId id = tenant.get().id();
                attributes.put(
                        ATTRIBUTE,
                        new AudioAddress(tenant.get(), path.group(2), origins.of(servlet.getServletRequest(), id)));
                return true;
            }

            @Override
            public void afterHandshake(
                    ServerHttpRequest request,
                    ServerHttpResponse response,
                    WebSocketHandler handler,
                    Exception exception) {
                // Nothing was opened that would have to be closed.
            }
        };
    }
}
